// `npm start [-- --once …]`: installs, builds, and shows the product at work on this computer.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { ensureNextflow } from "../nextflow/install.mjs";
import { buildAll } from "./steps/build-all.mjs";
import { findOnPath } from "./steps/find-on-path.mjs";
import { timed } from "./steps/report.mjs";
import { pinnedNode, root } from "./steps/root.mjs";
import { runCommand } from "./steps/run-command.mjs";

await runCommand(start, { file: fileURLToPath(import.meta.url) });

async function start(children) {
  await buildAll(children);
  const env = { ...process.env, PATH: await pathWithNextflow() };
  const demo = join(root, "apps/cli/dist/demo/main.js");
  const { exitCode } = await children.run([pinnedNode, demo, ...process.argv.slice(2)], { cwd: process.cwd(), env });
  return exitCode;
}

// A Nextflow that is installed here is taken as it is; else one is fetched, once.
async function pathWithNextflow() {
  const path = process.env.PATH ?? "";
  if ((await findOnPath("nextflow")) !== undefined) return path;
  let found;
  await timed("nextflow", async () => {
    found = await ensureNextflow({ log: (text) => process.stdout.write(`    ${text}\n`) });
    return found.version;
  });
  return `${dirname(found.command)}:${path}`;
}
