/** What both validators tell of one failure; the keywords are those of JSON Schema. */
export interface SchemaFailure {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: object;
  readonly message?: string | undefined;
}

/** The member at fault, dotted: `credentials.name`; empty for the whole value. */
export function fieldOfFailure({ keyword, instancePath, params }: SchemaFailure): string {
  const path = instancePath.slice(1).replaceAll("/", ".");
  const missing = keyword === "required" ? missingMember(params) : undefined;
  return [path, missing].filter((part) => part !== undefined && part !== "").join(".");
}

/** What is wrong, to be put behind the name of the member: "is missing". Never the value itself. */
export function schemaProblem({ keyword, params, message }: SchemaFailure): string {
  const { limit, type } = params as { limit?: unknown; type?: unknown };
  switch (keyword) {
    case "required":
      return "is missing";
    case "maxLength":
      return `has more than ${String(limit)} characters`;
    case "minLength":
      return limit === 1 ? "must not be empty" : `needs at least ${String(limit)} characters`;
    case "pattern":
      return "has characters that are not allowed here";
    case "enum":
    case "const":
      return "is not one of the known values";
    case "type":
      return `must be of type ${String(type)}`;
    default:
      return message ?? "is not understood";
  }
}

function missingMember(params: object): string | undefined {
  const { missingProperty, requiredProperties } = params as { missingProperty?: string; requiredProperties?: readonly string[] };
  return missingProperty ?? requiredProperties?.[0];
}
