import { clientNeeds } from "./client-needs.ts";
import type { PublishedApi, PublishedSchema } from "./published-api.ts";

/** Requests are held to what is published; answers to what clients read, which is looser here and stricter there. */
export type Direction = "request" | "answer";

/** Counters that older servers leave out, and clients do without. */
const doneWithout: ReadonlySet<string> = new Set(["aborted", "ignored", "retries"]);

/** The name under which the published schemas stand for one direction, and refer to each other. */
export const publishedId = "published";

/** Schemas that say something else than what is on the wire. */
const corrected: Readonly<Record<string, object>> = {
  // Published as an object without members; a client prints it line by line.
  Iterator_String_: { type: "array", items: { type: "string" } },
};

/** All published schemas as one JSON schema, under the same names. */
export function loosenSchemas({ schemas }: PublishedApi, direction: Direction): object {
  const loosened = Object.entries(schemas).map(([name, schema]) => [name, corrected[name] ?? loosenNamed(name, schema, direction)]);
  return { $id: publishedId, components: { schemas: Object.fromEntries(loosened) as object } };
}

/**
 * `nullable` is not carried over: clients take null and absence for the same, so nulls are taken out of a value before it is looked at.
 */
export function loosenSchema(schema: PublishedSchema, direction: Direction): object {
  const {
    properties,
    additionalProperties: _others,
    items,
    allOf,
    oneOf,
    discriminator,
    required,
    nullable: _nullable,
    $ref,
    ...plain
  } = schema;
  return {
    ...plain,
    ...($ref === undefined ? {} : { $ref: `${publishedId}${$ref}` }),
    ...(items === undefined ? {} : { items: loosenSchema(items, direction) }),
    ...(allOf === undefined ? {} : { allOf: allOf.map((part) => loosenSchema(part, direction)) }),
    ...(required === undefined ? {} : { required: required.filter((member) => isAsked(member, schema, direction)) }),
    ...(properties === undefined ? {} : { properties: loosenMembers(properties, direction) }),
    ...(discriminator === undefined ? others(schema, direction) : taggedForms(discriminator, direction)),
    ...(oneOf === undefined || discriminator !== undefined ? {} : { oneOf: oneOf.map((form) => loosenSchema(form, direction)) }),
  };
}

function loosenNamed(name: string, schema: PublishedSchema, direction: Direction): object {
  const needs = direction === "answer" ? (clientNeeds[name] ?? []) : [];
  return loosenSchema({ ...schema, required: [...new Set([...(schema.required ?? []), ...needs])] }, direction);
}

function isAsked(member: string, { properties }: PublishedSchema, direction: Direction): boolean {
  if (doneWithout.has(member)) return false;
  return direction === "answer" || properties?.[member]?.readOnly !== true;
}

function loosenMembers(properties: Readonly<Record<string, PublishedSchema>>, direction: Direction): object {
  const kept = Object.entries(properties).filter(([, member]) => direction === "answer" || member.readOnly !== true);
  // A member that is written only must never be seen: no value fits `false`.
  return Object.fromEntries(
    kept.map(([name, member]) => [name, direction === "answer" && member.writeOnly === true ? false : loosenSchema(member, direction)]),
  );
}

/**
 * Members that no schema names. Our answers may have more than is published; a request may not, because then it is not one that a
 * client of the public API could send. A map of objects is published where clients take any JSON.
 */
function others({ properties, additionalProperties }: PublishedSchema, direction: Direction): object {
  if (additionalProperties !== undefined) {
    const isMapOfAnything = additionalProperties.type === "object" && additionalProperties.properties === undefined;
    return { additionalProperties: isMapOfAnything ? true : loosenSchema(additionalProperties, direction) };
  }
  return direction === "request" && properties !== undefined ? { additionalProperties: false } : {};
}

type Discriminator = NonNullable<PublishedSchema["discriminator"]>;

/** One of several forms, told apart by a member. It may be left out of a request: there the platform or the provider tells. */
function taggedForms({ propertyName, mapping }: Discriminator, direction: Direction): object {
  const forms = Object.entries(mapping).map(([tag, $ref]) => ({
    if: { not: { properties: { [propertyName]: { const: tag } }, required: [propertyName] } },
    else: { $ref: `${publishedId}${$ref}` },
  }));
  const tag = { properties: { [propertyName]: { enum: Object.keys(mapping) } } };
  return { allOf: [direction === "answer" ? { ...tag, required: [propertyName] } : tag, ...forms] };
}
