// `npm run build`: makes what `./postern` and a server need. Installs nothing.
import { buildAll } from "./steps/build-all.mjs";
import { Children, closeOnSignals } from "./steps/children.mjs";

const children = new Children();
closeOnSignals(children);
try {
  await buildAll(children);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  await children.close();
}
