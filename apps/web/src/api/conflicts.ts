import type { Conflict, Static } from "@postern/contracts";
import type { ApiError } from "./api-error.ts";

export type ConflictAnswer = Static<typeof Conflict>;

/** What is in the way of a change that was refused; empty when nothing is named. */
export function conflictsOf({ status, body }: ApiError): readonly ConflictAnswer[] {
  const isNamed = status === 409 && typeof body === "object" && body !== null && "conflicts" in body && Array.isArray(body.conflicts);
  return isNamed ? (body.conflicts as readonly ConflictAnswer[]) : [];
}
