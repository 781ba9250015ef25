/** A pre-run script with the line that loads a module at its end; another module of the same name is replaced, because two would not both load. */
export function withModuleLoaded(script: string | null, module: string): string {
  const family = module.replace(/\/[^/]*$/, "").toLowerCase();
  const lines = (script ?? "").trimEnd().split("\n");
  const kept = lines.filter((line) => {
    const loaded = /^\s*(?:module|ml)\s+(?:load|add)\s+(?<name>\S+)\s*$/.exec(line)?.groups?.["name"];
    return line !== "" && loaded?.toLowerCase().replace(/\/[^/]*$/, "") !== family;
  });
  return [...kept, `module load ${module}`].join("\n");
}
