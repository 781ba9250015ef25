/**
 * Groups of files that import each other, directly or round a few corners, each told as one way round.
 *
 * @param {ReadonlyMap<string, readonly string[]>} graph what each file imports.
 * @returns {readonly (readonly string[])[]} each cycle ends with the file that it begins with.
 */
export function findCycles(graph) {
  const state = new Map();
  const cycles = [];
  for (const start of graph.keys()) visit(start, { graph, state, cycles, path: [] });
  return cycles;
}

function visit(file, search) {
  const { graph, state, cycles, path } = search;
  if (state.get(file) === "done") return;
  if (state.get(file) === "open") {
    cycles.push([...path.slice(path.indexOf(file)), file]);
    return;
  }
  state.set(file, "open");
  path.push(file);
  for (const next of graph.get(file) ?? []) visit(next, search);
  path.pop();
  state.set(file, "done");
}
