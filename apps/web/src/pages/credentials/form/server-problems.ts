import { faultyFields, toApiError } from "../../../api/api-error.ts";
import type { MemberProblems } from "./credential-form.ts";

/** The members that the server blamed, each with its words. */
export function serverProblems(error: Error | null): MemberProblems {
  if (error === null) return {};
  const { message } = toApiError(error);
  return Object.fromEntries(faultyFields(error).map((field) => [field, message]));
}
