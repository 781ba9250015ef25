import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Before the first test: these tests run the build, so it must be today's. `POSTERN_E2E_BUILD=skip` trusts what is there. */
export async function setup(): Promise<void> {
  if (process.env["POSTERN_E2E_BUILD"] === "skip") return;
  try {
    await promisify(execFile)(process.execPath, [`${root}tools/commands/build.mjs`], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`npm run build failed:\n${stdout}${stderr}`, { cause: error });
  }
}
