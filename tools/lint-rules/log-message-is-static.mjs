import { logLevel } from "./syntax.mjs";

/** Facts are fields: a text that changes cannot be searched for, counted or redacted. */
export const logMessageIsStatic = {
  create: (context) => ({
    CallExpression(call) {
      if (logLevel(call) === undefined) return;
      const message = call.arguments.at(-1);
      const isStatic = message?.type === "Literal" && typeof message.value === "string";
      if (call.arguments.length === 2 && isStatic) return;
      context.report({
        node: call,
        message:
          'A log line is facts, then a static text: log.warn({ agentId }, "agent stopped answering"). Move what changes into the fields.',
      });
    },
  }),
};
