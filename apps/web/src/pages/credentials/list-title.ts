import type { Scope } from "../../paths.ts";

/** One's own are called so; those of a workspace belong to nobody in particular. */
export const listTitle = (scope: Scope): string => (scope.kind === "user" ? "Your credentials" : "Credentials");
