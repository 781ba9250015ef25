import { toolWords } from "../commands/steps/root.mjs";

/** Files, exports and dependencies that nobody uses. */
export const deadCode = {
  name: "dead-code",
  async run({ root, children }) {
    const { exitCode, output } = await children.run(toolWords("knip", "--no-progress", "--no-config-hints"), { cwd: root, capture: true });
    if (exitCode === 0) return { problems: [] };
    return { problems: [`${output.trim()}\n  cure: delete it, or use it; knip.json says what counts as an entry.`] };
  },
};
