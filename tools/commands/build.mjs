// `npm run build`: makes what `./postern` and a server need. Installs nothing.
import { buildAll } from "./steps/build-all.mjs";
import { runCommand } from "./steps/run-command.mjs";

await runCommand(async (children) => {
  await buildAll(children);
  return 0;
});
