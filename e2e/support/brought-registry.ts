import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

import { eventually } from "@postern/testing";
import type { System } from "@postern/testing/system";

/**
 * The credential of a registry lies beside its run, for its owner only: so whoever looks for it elsewhere looks for something that was used.
 *
 * @throws an Error when it does not lie there, or others may read it.
 */
export async function untilBrought({ home }: System, runId: string, password: string): Promise<void> {
  const file = join(home, await eventually("the registries of the run lie there", () => findFile(home, runId)));
  const { auths } = JSON.parse(await readFile(file, "utf8")) as { readonly auths: Readonly<Record<string, { readonly auth: string }>> };
  const found = Object.values(auths).map(({ auth }) => Buffer.from(auth, "base64").toString("utf8"));
  if (!found.some((text) => text.endsWith(`:${password}`))) throw new Error("The file of registries holds another password.");
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) throw new Error(`Others may read the file of registries: ${mode.toString(8)}.`);
}

/** Nothing of it is left on the cluster. */
export async function untilTakenAway({ home }: System, runId: string): Promise<void> {
  await eventually("the registries of the run are gone", async () => (await findFile(home, runId)) === undefined);
}

async function findFile(home: string, runId: string): Promise<string | undefined> {
  const all = await readdir(home, { recursive: true });
  return all.find((path) => path.endsWith(`nf-${runId}.registry/config.json`));
}
