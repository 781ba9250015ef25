import { isComposedText } from "./syntax.mjs";

const message =
  "A command is words, never a line that a shell reads: a name with a quote in it would become a program. Pass an array of words.";

/** No `exec`, no `shell: true`, no text put together behind `-c`. A constant script with arguments as words is fine. */
export const noShellString = {
  create: (context) => ({
    ImportSpecifier(node) {
      const isChildProcess = /^(node:)?child_process$/.test(node.parent?.source?.value ?? "");
      if (isChildProcess && ["exec", "execSync"].includes(node.imported.name)) context.report({ node, message });
    },
    Property(node) {
      const name = node.key.name ?? node.key.value;
      if (name === "shell" && node.value.type === "Literal" && node.value.value !== false) context.report({ node, message });
    },
    ArrayExpression(node) {
      const flag = node.elements.findIndex((element) => element?.type === "Literal" && /^-[a-z]*c$/.test(String(element.value)));
      const script = flag === -1 ? undefined : node.elements[flag + 1];
      if (isComposedText(script)) context.report({ node: script, message });
    },
  }),
};
