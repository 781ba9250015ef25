import type { LabelRow } from "@postern/database";
import { toLabelId } from "@postern/domain";
import type { LabelId, TimeMs } from "@postern/domain";
import type { Selectable } from "kysely";

/** A word (`value` is null), or a name with a value. */
export interface StoredLabel {
  readonly id: LabelId;
  readonly name: string;
  readonly value: string | null;
  readonly isDefault: boolean;
  readonly createdAt: TimeMs;
  readonly updatedAt: TimeMs;
}

export function toStoredLabel(row: Selectable<LabelRow>): StoredLabel {
  return {
    id: toLabelId(row.id),
    name: row.name,
    value: row.is_resource === 1 ? row.value : null,
    isDefault: row.is_default === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** As people write it: `word` or `name=value`. */
export function labelText({ name, value }: Pick<StoredLabel, "name" | "value">): string {
  return value === null ? name : `${name}=${value}`;
}
