import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { exists } from "../commands/steps/content-stamp.mjs";

const listPath = "tools/checks/must-run.txt";

/** The test files of must-run.txt exist. That none of them was skipped is judged after the tests ran. */
export const mustRun = {
  name: "must-run",
  async run({ root }) {
    const files = await mustRunFiles(root);
    const absent = [];
    for (const file of files) {
      if (!(await exists(join(root, file))))
        absent.push(`${listPath} names ${file}, which is not there.\n  cure: write the test, or correct the name.`);
    }
    return { problems: files.length === 0 ? [`${listPath} names no test.`] : absent };
  },
};

/** Paths of the test files that may not be skipped, from the root. */
export async function mustRunFiles(root) {
  const text = await readFile(join(root, listPath), "utf8");
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "" && !line.startsWith("#"));
}
