/** An error without a code cannot be answered, counted or looked up. */
export const onlyAppError = {
  create: (context) => ({
    ThrowStatement(node) {
      const thrown = node.argument;
      const isBare =
        thrown?.type === "NewExpression" &&
        thrown.callee.type === "Identifier" &&
        /^(Error|TypeError|RangeError|SyntaxError|AggregateError)$/.test(thrown.callee.name);
      if (isBare)
        context.report({
          node,
          message: "Throw AppError(code, message, { detail, cause }); its code stands in packages/domain/src/errors/catalogue.ts.",
        });
    },
  }),
};
