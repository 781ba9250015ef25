import { isComposedText, logLevel, partsOfText, propertyName } from "./syntax.mjs";

const message = "A secret in an error, a log line or an event is read by people who may not. Leave it out; name the record by its id.";
const secretName =
  /^(secret|password|passphrase|privateKey|accessToken|refreshToken|plaintext|apiKey|masterKey|dataKey)(Text|Value|Bytes)?$/i;

/** Nothing that is named like a secret, and nothing read out of a `Secret`, goes into errors, logs or events. */
export const secretNotInTemplate = {
  create: (context) => {
    const look = (node) => {
      for (const part of secretsIn(node)) context.report({ node: part, message });
    };
    return {
      NewExpression(node) {
        if ((node.callee.name ?? "").endsWith("Error")) node.arguments.forEach(look);
      },
      CallExpression(call) {
        if (logLevel(call) !== undefined || isPublish(call)) call.arguments.forEach(look);
      },
    };
  },
};

function isPublish(call) {
  return ["publish", "emit"].includes(propertyName(call.callee));
}

function secretsIn(node) {
  if (isComposedText(node)) return partsOfText(node).flatMap(secretsIn);
  if (node.type === "ObjectExpression")
    return node.properties.flatMap((property) => (property.type === "Property" ? secretsIn(property.value) : []));
  return isSecret(node) ? [node] : [];
}

function isSecret(node) {
  if (node.type === "Identifier") return secretName.test(node.name);
  if (node.type === "MemberExpression") return secretName.test(propertyName(node) ?? "");
  if (node.type !== "CallExpression") return false;
  return ["useText", "use"].includes(propertyName(node.callee)) || (node.arguments.length === 1 && isSecret(node.arguments[0]));
}
