export { chromiumLaunch, hasChromium } from "./chromium.ts";
export type { ChromiumLaunch } from "./chromium.ts";
