import { existsSync } from "node:fs";

/** The best first. Without the parts that draw windows Debian's Chromium takes a fifth less of the processor, and shows the same pages. */
export const chromiumPrograms = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"] as const;

/** Nothing of it may look outside. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
] as const;

export interface ChromiumLaunch {
  readonly executablePath: string;
  readonly args: string[];
}

export const hasChromium = (): boolean => chromiumPrograms.some((path) => existsSync(path));

/** How Playwright starts a Chromium for tests. @throws when there is none, with the command that installs it. */
export function chromiumLaunch(isThere: (path: string) => boolean = existsSync): ChromiumLaunch {
  const executablePath = chromiumPrograms.find(isThere);
  if (executablePath === undefined)
    throw new Error(`There is no ${chromiumPrograms.join(" and no ")}. Run as root: apt-get install chromium-headless-shell`);
  return { executablePath, args: [...args] };
}
