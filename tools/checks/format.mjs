import { toolWords } from "../commands/steps/root.mjs";
import { codeFolders } from "./source-files.mjs";

/** The formatter decides how code is laid out, so that nobody has to. */
export const format = {
  name: "format",
  async run({ root, children }) {
    const { exitCode, output } = await children.run(toolWords("oxfmt", "--list-different", ...codeFolders), { cwd: root, capture: true });
    if (exitCode === 0) return { problems: [] };
    return { problems: [`${output.trim()}\n  cure: npm run format`] };
  },
};
