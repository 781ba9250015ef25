import type { Static, TObject } from "typebox";

/**
 * What a schema names, and nothing else.
 *
 * SAFETY: a body may hold members that its schema does not name, and nobody has looked at these. Before a body is spread into something that has
 * members of its own, they have to go.
 */
export function toNamedMembers<Schema extends TObject>({ properties }: Schema, body: Static<Schema>): Static<Schema> {
  return Object.fromEntries(Object.entries(body as object).filter(([name]) => Object.hasOwn(properties, name))) as Static<Schema>;
}
