/** `a.b` and `a["b"]` → `b`; undefined for a computed name. */
export function propertyName(node) {
  if (node?.type !== "MemberExpression") return undefined;
  if (!node.computed) return node.property.name;
  return node.property.type === "Literal" ? String(node.property.value) : undefined;
}

/** Whether the node reads `object.property` of two plain names. */
export function isMember(node, object, property) {
  return propertyName(node) === property && node.object.type === "Identifier" && node.object.name === object;
}

/** Whether the call goes to one of these global functions. */
export function callsOneOf(call, names) {
  return call.callee.type === "Identifier" && names.includes(call.callee.name);
}

/** A text that is put together while running. */
export function isComposedText(node) {
  if (node?.type === "TemplateLiteral") return node.expressions.length > 0;
  return node?.type === "BinaryExpression" && node.operator === "+";
}

/** `log.warn(…)`, `this.#logger.info(…)`: the level's name, or undefined when the call is no log line. */
export function logLevel(call) {
  const level = propertyName(call.callee);
  if (!["trace", "debug", "info", "warn", "error", "fatal"].includes(level)) return undefined;
  const holder = call.callee.object;
  const name = holder.type === "Identifier" ? holder.name : holder.property?.name;
  return /^log(ger)?$|Log(ger)?$/.test(name ?? "") ? level : undefined;
}

/** The expressions that a composed text is made of, nested ones too. */
export function partsOfText(node) {
  if (node.type === "TemplateLiteral") return node.expressions.flatMap((part) => (isComposedText(part) ? partsOfText(part) : [part]));
  if (node.type === "BinaryExpression")
    return [node.left, node.right].flatMap((part) => (isComposedText(part) ? partsOfText(part) : [part]));
  return [node];
}
