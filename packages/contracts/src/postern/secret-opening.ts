import { Type } from "typebox";
import { dateTime, int64, nullable } from "../schema.ts";

/** Something that can be opened from where it is named; its name of today. */
export const named = () => nullable(Type.Object({ id: Type.String(), name: Type.String() }));

/** Once that something sealed was opened. */
export const secretOpening = {
  at: dateTime(),
  /** For whom; null for what the server does by itself, such as a check. */
  who: nullable(Type.Object({ id: int64(), userName: Type.String() })),
  /** One word, such as `launch` or `check`. */
  purpose: Type.String(),
  run: named(),
};
