import { dirname } from "node:path";

import { ensureNextflow } from "@postern/tools/nextflow/install.mjs";

/** The folder of a real `nextflow` command. */
export async function realNextflow(): Promise<string> {
  const { command } = await ensureNextflow();
  return dirname(command);
}
