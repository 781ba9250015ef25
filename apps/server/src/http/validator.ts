import { AppError } from "@postern/domain";
import { Ajv } from "ajv";
import type { ErrorObject } from "ajv";
import addFormats from "ajv-formats";
import type { FastifySchemaCompiler } from "fastify";

const options = { removeAdditional: false, useDefaults: true, allErrors: false, strict: false } as const;

/**
 * Compiles request schemas. A body must have the right types as they stand; paths and queries are text by nature,
 * so there a number is read out of it.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const strict = withFormats(new Ajv({ ...options, coerceTypes: false }));
  const textual = withFormats(new Ajv({ ...options, coerceTypes: "array" }));
  return ({ schema, httpPart }) => (httpPart === "body" ? strict : textual).compile(schema);
}

/** The first thing that is wrong, as a sentence that names the member. */
export function toValidationError(errors: readonly ErrorObject[], part: string): AppError {
  const first = errors[0];
  if (first === undefined) return new AppError("request.invalid", `The ${part} is not understood.`);
  const field = fieldOf(first);
  const where = field === "" ? `The ${part}` : field;
  return new AppError("request.invalid", `${where} ${sayWhy(first)}.`, { fields: field === "" ? [] : [field] });
}

function withFormats(ajv: Ajv): Ajv {
  // The package's types describe only one of the module systems that it is published in.
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  return ajv;
}

function fieldOf(error: ErrorObject): string {
  const path = error.instancePath.slice(1).replaceAll("/", ".");
  const missing: unknown = error.keyword === "required" ? error.params["missingProperty"] : undefined;
  return [path, missing].filter((part) => typeof part === "string" && part !== "").join(".");
}

function sayWhy(error: ErrorObject): string {
  const limit = String(error.params["limit"]);
  switch (error.keyword) {
    case "required":
      return "is missing";
    case "maxLength":
      return `has more than ${limit} characters`;
    case "minLength":
      return limit === "1" ? "must not be empty" : `needs at least ${limit} characters`;
    case "pattern":
      return "has characters that are not allowed here";
    case "enum":
    case "const":
      return "is not one of the known values";
    case "type":
      return `must be of type ${String(error.params["type"])}`;
    default:
      return error.message ?? "is not understood";
  }
}
