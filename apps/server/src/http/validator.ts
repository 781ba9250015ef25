import { AppError } from "@postern/domain";
import { Ajv } from "ajv";
import type { ErrorObject } from "ajv";
import addFormats from "ajv-formats";
import type { FastifySchemaCompiler } from "fastify";
import { validateLate } from "./compile-late.ts";
import { fieldOfFailure, schemaProblem } from "./schema-problem.ts";

const options = { removeAdditional: false, useDefaults: true, allErrors: false, strict: false } as const;

/**
 * Compiles request schemas. A body must have the right types as they stand; paths and queries are text by nature,
 * so there a number is read out of it.
 */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const strict = withFormats(new Ajv({ ...options, coerceTypes: false }));
  const textual = withFormats(new Ajv({ ...options, coerceTypes: "array" }));
  return ({ schema, httpPart }) => validateLate(httpPart === "body" ? strict : textual, schema);
}

/** The first thing that is wrong, as a sentence that names the member. */
export function toValidationError(errors: readonly ErrorObject[], part: string): AppError {
  const first = errors[0];
  if (first === undefined) return new AppError("request.invalid", `The ${part} is not understood.`);
  const field = fieldOfFailure(first);
  const where = field === "" ? `The ${part}` : field;
  return new AppError("request.invalid", `${where} ${schemaProblem(first)}.`, { fields: field === "" ? [] : [field] });
}

function withFormats(ajv: Ajv): Ajv {
  // The package's types describe only one of the module systems that it is published in.
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  return ajv;
}
