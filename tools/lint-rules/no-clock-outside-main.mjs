import { callsOneOf, isMember } from "./syntax.mjs";

const message = "Time is an argument, so that a test can hold it. Take a `Clock` from @postern/domain and use now() or sleep().";

/** Only the system clock and the entry points read real time. */
export const noClockOutsideMain = {
  create: (context) => ({
    CallExpression(call) {
      const readsTime = isMember(call.callee, "Date", "now") || isMember(call.callee, "performance", "now");
      if (readsTime || callsOneOf(call, ["setTimeout", "setInterval"])) context.report({ node: call, message });
    },
    NewExpression(node) {
      const isNow = node.callee.type === "Identifier" && node.callee.name === "Date" && node.arguments.length === 0;
      if (isNow) context.report({ node, message });
    },
  }),
};
