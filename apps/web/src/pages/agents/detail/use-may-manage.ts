import type { Agent } from "@postern/contracts";
import { allowed, refused } from "../../../hooks/use-may.ts";
import type { Verdict } from "../../../hooks/use-may.ts";
import { useSession } from "../../../hooks/use-scope.ts";

/** An agent belongs to whoever started it; administrators of the server may shut one out. */
export function useMayManage({ isOwn, startedBy }: Pick<Agent, "isOwn" | "startedBy">): Verdict {
  const { isAdministrator } = useSession();
  return isOwn || isAdministrator ? allowed : refused(`Needs ${startedBy}, who started it, or an administrator of this server`);
}
