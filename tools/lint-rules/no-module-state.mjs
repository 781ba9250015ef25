/** A variable of a module outlives every test and is shared by every server in the process. */
export const noModuleState = {
  create: (context) => ({
    Program(program) {
      const declarations = program.body.map((node) => (node.type === "ExportNamedDeclaration" ? node.declaration : node));
      const variables = declarations.filter((node) => node?.type === "VariableDeclaration" && node.kind !== "const");
      for (const node of variables) {
        if (node.declare !== true)
          context.report({
            node,
            message: "No state at module level. Put it into a class that is opened and closed, or pass it as an argument.",
          });
      }
    },
  }),
};
