import type { PublishedOperation, PublishedParameter, PublishedSchema } from "./published-api.ts";
import type { SchemaProblems } from "./schema-validators.ts";

/** Parameters whose published type is a slip: a name is no number, and nobody can put an object into an address. */
const mistyped: ReadonlySet<string> = new Set(["GET /roles/permissions name", "GET /orgs/{orgId}/quotas include"]);

export function queryProblems(operation: PublishedOperation, query: string, schemaProblems: SchemaProblems): readonly string[] {
  const given = new URLSearchParams(query);
  return [...new Set(given.keys())].flatMap((name) => {
    const parameter = operation.parameters.find((candidate) => candidate.in === "query" && candidate.name === name);
    if (parameter === undefined) return [`request: the query has ${name}, which is not published`];
    if (mistyped.has(`${operation.name} ${name}`)) return [];
    return schemaProblems("request", parameter.schema, valueOf(parameter, given.getAll(name))).map((problem) => `${problem} (${name})`);
  });
}

export function bodyProblems(operation: PublishedOperation, body: unknown, schemaProblems: SchemaProblems): readonly string[] {
  const { requestBody } = operation;
  if (requestBody === undefined) return body === undefined ? [] : ["request: no body is published"];
  const schema = requestBody.content["application/json"]?.schema;
  // A form with a file in it.
  if (schema === undefined) return [];
  if (body === undefined) return requestBody.required === true ? ["request: there is no body"] : [];
  return schemaProblems("request", schema, body);
}

/** A list may be repeated, or joined by commas. */
function valueOf({ schema }: PublishedParameter, texts: readonly string[]): unknown {
  if (schema.type === "array") return texts.flatMap((text) => text.split(",")).map((text) => readText(schema.items, text));
  return readText(schema, texts.at(-1) ?? "");
}

function readText(schema: PublishedSchema | undefined, text: string): unknown {
  if (schema?.type === "integer" && /^-?\d+$/.test(text)) return Number(text);
  if (schema?.type === "boolean" && /^(true|false)$/.test(text)) return text === "true";
  return text;
}
