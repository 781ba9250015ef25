import { AppError } from "@postern/domain";
import type { Actor } from "./caller.ts";

/**
 * Some bodies name a workspace too. The place of a request is the one of its address, which was held against the caller's rights:
 * another one in the body is a mistake, and never another place.
 *
 * @throws request.invalid naming the member.
 */
export function refuseOtherWorkspace(
  { place }: Actor,
  named: { readonly field: string; readonly workspaceId: number | null | undefined },
): void {
  if (named.workspaceId === null || named.workspaceId === undefined || named.workspaceId === place.workspaceId) return;
  throw new AppError("request.invalid", `${named.field} does not agree with the workspaceId of the address.`, { fields: [named.field] });
}
