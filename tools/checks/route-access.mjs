import { mustRunFiles } from "./must-run.mjs";

const testPattern = /^apps\/server\/src\/http\/[\w-]*access[\w-]*(\.integration)?\.test\.ts$/;

/**
 * The test that asks every route as nobody, with the wrong role and from another workspace may not be skipped.
 * It builds the server, so it is a test of the server; this gate keeps it from getting lost.
 */
export const routeAccess = {
  name: "route-access",
  async run({ root }) {
    const isListed = (await mustRunFiles(root)).some((file) => testPattern.test(file));
    if (isListed) return { problems: [] };
    return {
      problems: [
        "tools/checks/must-run.txt names no test of route access in apps/server/src/http.\n  cure: add the line again; a route without a row in the access table must fail.",
      ],
    };
  },
};
