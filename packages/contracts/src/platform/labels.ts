import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, numericId, oneOf, optional, seenLastUpdated, SearchQuery, text } from "../schema.ts";

/** `simple`: a word. `resource`: a name with a value. */
export const labelTypes = ["simple", "resource", "all"] as const;
export type LabelType = (typeof labelTypes)[number];

export const LabelParams = Type.Object({ labelId: numericId() });
export const LabelQuery = Type.Object({
  workspaceId: Type.Optional(numericId()),
  ...SearchQuery.properties,
  type: Type.Optional(oneOf(labelTypes)),
  isDefault: Type.Optional(Type.Boolean()),
});

export const CreateLabelRequest = Type.Object({
  name: text(1000),
  value: optional(text(1000)),
  resource: optional(Type.Boolean()),
  isDefault: optional(Type.Boolean()),
});
export type CreateLabelRequest = Static<typeof CreateLabelRequest>;

/** What is left out or null stays as it is. */
export const UpdateLabelRequest = Type.Object({
  name: optional(text(1000)),
  value: optional(text(1000)),
  isDefault: optional(Type.Boolean()),
});
export type UpdateLabelRequest = Static<typeof UpdateLabelRequest>;

export const Label = Type.Object({
  id: int64(),
  name: Type.String(),
  /** Null for a word. */
  value: nullable(Type.String()),
  resource: Type.Boolean(),
  isDefault: Type.Boolean(),
  /** Values with variables are not offered. */
  isDynamic: Type.Boolean(),
  isInterpolated: Type.Boolean(),
  dateCreated: dateTime(),
});
export type Label = Static<typeof Label>;
export const ListLabelsResponse = Type.Object({ labels: Type.Array(Label), totalSize: int64() });

/** Also the answer of an update. Flat, as clients read it. */
export const CreateLabelResponse = Type.Object({
  id: int64(),
  name: Type.String(),
  value: nullable(Type.String()),
  resource: Type.Boolean(),
  isDefault: Type.Boolean(),
});

/** Variables that values may hold. */
export const AllowedDynamicLabelsResponse = Type.Object({ values: Type.Array(Type.String()) });

/** The most of one thing. */
export const maxLabelsOfOne = 25;
export const LabelIds = Type.Array(numericId(), { maxItems: maxLabelsOfOne });

/** Ours: `PUT /api/postern/v1/compute-envs/{id}/labels` replaces all of them. */
export const UpdateEnvironmentLabelsRequest = Type.Object({ labelIds: LabelIds, ...seenLastUpdated });
export type UpdateEnvironmentLabelsRequest = Static<typeof UpdateEnvironmentLabelsRequest>;
