import type { Exchange } from "./exchange.ts";
import type { PublishedOperation, PublishedSchema } from "./published-api.ts";
import type { SchemaProblems } from "./schema-validators.ts";

const json = "application/json";
const errorResponse: PublishedSchema = { $ref: "#/components/schemas/ErrorResponse" };

type Answer = Pick<Exchange, "status" | "contentType" | "text">;

export function answerProblems(operation: PublishedOperation, answer: Answer, schemaProblems: SchemaProblems): readonly string[] {
  const { status, text } = answer;
  if (status >= 500) return [`answer: ${String(status)} ${text}`];
  const published = operation.responses[String(status)];
  const schema = published?.content?.[json]?.schema;
  // Hardly any refusal is published with its shape; clients read `message` of all of them.
  if (status >= 400) return jsonProblems(answer, schema ?? errorResponse, schemaProblems);
  if (published === undefined) return [`answer: ${String(status)} is not published`];
  if (schema !== undefined) return jsonProblems(answer, schema, schemaProblems);
  return published.content === undefined ? emptyProblems(answer) : downloadProblems(answer);
}

function emptyProblems({ text }: Answer): readonly string[] {
  return text === "" ? [] : ["answer: there is a body, and none is published"];
}

function jsonProblems({ contentType = "", text }: Answer, schema: PublishedSchema, schemaProblems: SchemaProblems): readonly string[] {
  if (contentType.split(";")[0]?.trim() !== json) return [`answer: the content type is "${contentType}", not JSON`];
  const value = parse(text);
  return value === undefined ? ["answer: the body is no JSON"] : schemaProblems("answer", schema, value);
}

/** A file: whatever its type is, it is not the JSON of an error. */
function downloadProblems({ contentType = "", text }: Answer): readonly string[] {
  if (contentType === "" || contentType.startsWith(json)) return [`answer: the content type is "${contentType}", and a file is published`];
  return text === "" ? ["answer: the file is empty"] : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Told by the caller, as a problem.
    return undefined;
  }
}
