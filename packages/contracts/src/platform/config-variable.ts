import { Type } from "typebox";
import { optional, text } from "../schema.ts";

/** Without `head` and `compute` it is for the head job. */
export const ConfigEnvVariable = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 256, pattern: "^[A-Za-z_][A-Za-z0-9_]*$" }),
  value: text(32_768),
  head: optional(Type.Boolean()),
  compute: optional(Type.Boolean()),
});
