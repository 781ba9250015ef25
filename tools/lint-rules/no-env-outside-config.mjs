import { isMember } from "./syntax.mjs";

/** A setting that is read anywhere is a setting that nobody can find. */
export const noEnvOutsideConfig = {
  create: (context) => ({
    MemberExpression(node) {
      if (!isMember(node, "process", "env")) return;
      context.report({
        node,
        message:
          "Only the settings schema in packages/runtime and entry points read the environment. Add a setting there, and take its value as an argument.",
      });
    },
  }),
};
