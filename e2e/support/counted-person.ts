import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import type { BrowserContext } from "playwright-core";

/** What somebody had to do. */
export interface Inputs {
  /** Fields with something typed into them, each once. */
  readonly fields: number;
  readonly clicks: number;
}

/** Counts in the pages of a context, by what reaches the document: whatever a test calls what it does. */
export async function countInputs(context: BrowserContext): Promise<() => Inputs> {
  const fields = new Set<string>();
  let clicks = 0;
  await context.exposeFunction("noteInput", (kind: "click" | "field", name: string) => {
    if (kind === "click") clicks += 1;
    else fields.add(name);
  });
  await context.addInitScript(() => {
    const note = (kind: string, name: string): void => void (globalThis as unknown as Noting).noteInput(kind, name);
    document.addEventListener("click", (event) => note("click", event.isTrusted ? "person" : "page"), true);
    document.addEventListener(
      "input",
      ({ target }) => {
        const field = target as HTMLInputElement;
        note("field", `${location.pathname} ${field.labels?.[0]?.textContent ?? field.name}`);
      },
      true,
    );
  });
  return () => ({ fields: fields.size, clicks });
}

interface Noting {
  readonly noteInput: (kind: string, name: string) => Promise<void>;
}

/** What a guide promises, in a sentence such as "3 fields and 8 clicks". @throws when it says no such thing */
export async function promisedInputs(guide: string): Promise<Inputs> {
  const text = await readFile(fileURLToPath(new URL(`../../docs/guides/${guide}`, import.meta.url)), "utf8");
  const said = /\*\*(?<fields>\d+) fields and (?<clicks>\d+) clicks\*\*/.exec(text)?.groups;
  if (said === undefined) throw new Error(`${guide} does not say how many fields and clicks it takes.`);
  return { fields: Number(said["fields"]), clicks: Number(said["clicks"]) };
}
