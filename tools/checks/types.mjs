import { pinnedNode, toolWords } from "../commands/steps/root.mjs";

/** The compiler, on the product and on its tests. */
export const types = {
  name: "types",
  async run({ root, children }) {
    const { exitCode, output } = await children.run(toolWords("tsc", "-b", "--pretty", "false"), { cwd: root, capture: true });
    return { problems: exitCode === 0 ? [] : typeProblems(output) };
  },
};

function typeProblems(output) {
  const lines = output.trim().split("\n");
  if (lines[0] === "") return [`${pinnedNode} could not run tsc.`];
  return lines;
}
