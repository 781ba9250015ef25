import type { Ajv, ErrorObject, ValidateFunction } from "ajv";
import fastJsonStringify from "fast-json-stringify";
import type { Schema } from "fast-json-stringify";

// A server has hundreds of schemas, and compiling them all was most of the time until it listened. A schema that does not
// compile is found by the test of what `/openapi.json` describes, which compiles each of them.

export interface LateValidator {
  (data: unknown): boolean;
  /** Of the last call. */
  errors: ErrorObject[] | null;
}

/** A validator that is compiled when the first request needs it. */
export function validateLate(ajv: Ajv, schema: object): LateValidator {
  let compiled: ValidateFunction | undefined;
  const validate: LateValidator = (data) => {
    compiled ??= ajv.compile(schema);
    const isValid = compiled(data);
    validate.errors = compiled.errors ?? null;
    return isValid;
  };
  validate.errors = null;
  return validate;
}

/** A serializer that is compiled when the first answer needs it. Only what the schema names is in its text. */
export function serializeLate(schema: object): (data: unknown) => string {
  let compiled: ((data: unknown) => string) | undefined;
  return (data) => {
    compiled ??= fastJsonStringify(schema as Schema);
    return compiled(data);
  };
}
