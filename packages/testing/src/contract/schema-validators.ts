import { Ajv } from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";
import { loosenSchema, loosenSchemas } from "./loosened-schema.ts";
import type { Direction } from "./loosened-schema.ts";
import type { PublishedApi, PublishedSchema } from "./published-api.ts";

/** What about a value does not fit a published schema, one sentence each. */
export type SchemaProblems = (direction: Direction, schema: PublishedSchema, value: unknown) => readonly string[];

export function createSchemaProblems(api: PublishedApi): SchemaProblems {
  const compilers = { request: createCompiler(api, "request"), answer: createCompiler(api, "answer") };
  return (direction, schema, value) => {
    const validate = compilers[direction](schema);
    if (validate(withoutNulls(value))) return [];
    // `if` only says that what follows from it is not so, which has a sentence of its own.
    const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== "if");
    return errors.map((error) => `${direction}: ${sentenceOf(error)}`);
  };
}

/** Compiles a schema when it is first asked for: a test needs few of them, and each takes its time. */
function createCompiler(api: PublishedApi, direction: Direction): (schema: PublishedSchema) => ValidateFunction {
  const engine = createEngine(api, direction);
  const compiled = new Map<PublishedSchema, ValidateFunction>();
  return (schema) => {
    const validate = compiled.get(schema) ?? engine.compile(loosenSchema(schema, direction));
    compiled.set(schema, validate);
    return validate;
  };
}

function createEngine(api: PublishedApi, direction: Direction): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
  ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
  ajv.addFormat("int32", { type: "number", validate: (value) => Number.isInteger(value) && Math.abs(value) < 2 ** 31 });
  // A larger one would be another number by the time that a client in JavaScript has read it.
  ajv.addFormat("int64", { type: "number", validate: Number.isSafeInteger });
  for (const format of ["float", "double"]) ajv.addFormat(format, { type: "number", validate: Number.isFinite });
  ajv.addFormat("email", /^[^@\s]+@[^@\s]+$/);
  ajv.addFormat("binary", true);
  ajv.addSchema(loosenSchemas(api, direction));
  return ajv;
}

/** For clients a member that is null is one that is absent. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNulls(member)]));
}

function sentenceOf({ keyword, instancePath, params, message }: ErrorObject): string {
  const place = instancePath.slice(1).replaceAll("/", ".");
  const { missingProperty, additionalProperty, allowedValues, type } = params as Readonly<Record<string, unknown>>;
  const at = (member: unknown) => [place, String(member)].filter((part) => part !== "").join(".");
  const whole = place === "" ? "the whole" : place;
  switch (keyword) {
    case "required":
      return `${at(missingProperty)} is missing, or null`;
    case "additionalProperties":
      return `${at(additionalProperty)} is not published`;
    case "enum":
      return `${whole} is none of ${(allowedValues as readonly string[]).join(", ")}`;
    case "type":
      return `${whole} is not of type ${String(type)}`;
    case "false schema":
      return `${whole} must never be shown`;
    default:
      return `${whole} ${message ?? keyword}`;
  }
}
