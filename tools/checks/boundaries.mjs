import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { findCycles } from "./boundaries/find-cycles.mjs";
import { readArrows } from "./boundaries/import-graph.mjs";
import { judgeArrow } from "./boundaries/judge-arrow.mjs";
import { parseModuleTable } from "./boundaries/module-table.mjs";

/** Who imports whom, by the table in docs/architecture.md. Each arrow against it is a problem, and so is each cycle. */
export const boundaries = {
  name: "boundaries",
  async run({ root }) {
    const modules = parseModuleTable(await readFile(join(root, "docs/architecture.md"), "utf8"));
    const arrows = await readArrows(root);
    if (arrows.length === 0) return { problems: ["The boundary check saw no import."] };
    return { problems: [...wrongArrows(arrows, modules), ...cycles(arrows)] };
  },
};

function wrongArrows(arrows, modules) {
  return arrows.flatMap((arrow) => {
    const problem = judgeArrow(arrow, modules);
    return problem === undefined ? [] : [`${arrow.from} imports "${arrow.specifier}"\n  ${problem}`];
  });
}

function cycles(arrows) {
  const graph = new Map();
  for (const { from, to, kind } of arrows) {
    if (kind === "local" || kind === "ours") graph.set(from, [...(graph.get(from) ?? []), to]);
  }
  return findCycles(graph).map(
    (cycle) =>
      `${cycle.join("\n  → ")}\n  Files that import each other cannot be read, tested or moved alone. Move what both need into a third file.`,
  );
}
