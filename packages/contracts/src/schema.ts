import { Type } from "typebox";
import type { TSchema } from "typebox";

/** The type that a schema describes, for readers that need no typebox of their own. */
export type { Static } from "typebox";

/** May be left out, and may be an explicit null: clients of the public API send both for "not set". */
export const optional = <S extends TSchema>(schema: S) => Type.Optional(Type.Union([schema, Type.Null()]));

/** Always present in an answer; null when there is nothing to say. */
export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

/** ISO 8601, UTC, with `Z`. */
export const dateTime = () => Type.String({ format: "date-time" });

/** An id or a count below 2^53. */
export const int64 = () => Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });

/** The id of a thing that exists. A larger number would be rounded on the way, and name another thing. */
export const numericId = () => Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/**
 * Characters that no text may hold, for use inside `[^…]`: NUL, which no database column may ever see, and the half of a cut
 * character, which would be stored as another one. Patterns are read with the `u` flag, so whole characters are no halves.
 */
export const unstorable = "\\u0000\\ud800-\\udfff";

/** Text that a person typed. */
export const text = (maxLength: number, minLength = 0) => Type.String({ minLength, maxLength, pattern: `^[^${unstorable}]*$` });

/** Constants as they stand on the wire. */
export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number]>({ type: "string", enum: [...values] });

/** `?workspaceId=`: without it the caller's personal workspace is meant. */
export const WorkspaceQuery = Type.Object({ workspaceId: Type.Optional(numericId()) });

/** Members of a query that pages. Without `max` everything is meant: clients ask so, and read one page. */
export const paging = {
  max: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
};

/** A page of what fits a search. Clients send an empty one for "all". */
export const SearchQuery = Type.Object({ ...paging, search: Type.Optional(text(255)) });

/** `…/validate?name=`: 204 when the name is good and free, 400 when it is bad, 409 when it is taken. */
export const NameQuery = Type.Object({ name: text(1000) });

/**
 * What a form was filled with: the `lastUpdated` of the thing that it shows. When the thing has changed since, the update is
 * refused, so that two people who edit one thing do not undo each other. Clients of the public API do not send it.
 */
export const seenLastUpdated = { lastUpdated: optional(dateTime()) };

/** A thing that stands in the way, such as an environment that uses a credential. */
export const Conflict = Type.Object({ type: Type.String(), id: Type.String(), name: Type.String() });

/** The body of every answer that is not 2xx. */
export const ErrorResponse = Type.Object({
  message: Type.String(),
  code: Type.Optional(Type.String()),
  /** Names this failure in the server's log. */
  id: Type.Optional(Type.String()),
  hint: Type.Optional(Type.String()),
  fields: Type.Optional(Type.Array(Type.String())),
  /** With 403: what the caller lacks. */
  permission: Type.Optional(Type.String()),
  /** With 409: what uses the thing that was to be deleted. */
  conflicts: Type.Optional(Type.Array(Conflict)),
});

/** 204. */
export const NoContent = Type.Null();
