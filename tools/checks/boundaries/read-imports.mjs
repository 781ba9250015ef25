import { parse } from "@swc/core";

/**
 * What one file imports, re-exports or names in a type, in the order of the text.
 *
 * @returns {Promise<readonly { specifier: string, isTypeOnly: boolean }[]>} specifiers as written. `isTypeOnly`: nothing is left of it at run time.
 * @throws an Error with the path when the file cannot be parsed.
 */
export async function readImports(path, text) {
  const syntax = { syntax: "typescript", tsx: path.endsWith("x"), target: "esnext" };
  const program = await parse(text, syntax).catch((error) => {
    throw new Error(`${path} cannot be parsed: ${error.message}`, { cause: error });
  });
  const imports = [];
  walk(program, (node) => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) imports.push({ specifier, isTypeOnly: isTypeOnly(node) });
  });
  return imports;
}

function specifierOf(node) {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      return node.source?.value;
    case "CallExpression":
      return isImportCall(node) ? node.arguments[0]?.expression.value : undefined;
    case "TsImportType":
      return node.argument.value;
    default:
      return undefined;
  }
}

function isTypeOnly({ type, typeOnly, specifiers = [] }) {
  const isEachType = specifiers.length > 0 && specifiers.every((specifier) => specifier.isTypeOnly === true);
  return type === "TsImportType" || typeOnly === true || isEachType;
}

// A computed specifier has no value and leads nowhere that could be judged.
function isImportCall(node) {
  const isRequire = node.callee.type === "Identifier" && node.callee.value === "require";
  return node.callee.type === "Import" || isRequire;
}

function walk(node, visit) {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, visit);
    return;
  }
  if (node === null || typeof node !== "object") return;
  if (typeof node.type === "string") visit(node);
  for (const value of Object.values(node)) walk(value, visit);
}
