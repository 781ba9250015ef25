import type { Workflow } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { refused, useMay } from "../../hooks/use-may.ts";
import type { Verdict } from "../../hooks/use-may.ts";
import { useScope, useSession } from "../../hooks/use-scope.ts";

/**
 * Whether one may cancel (`workflow:execute`) or delete (`workflow:delete`) a run. One of somebody else takes more, unless the
 * workspace lets everybody who launches end everybody's runs.
 */
export function useMayEnd(
  workflow: Pick<Workflow, "ownerId" | "ownerName" | "userName">,
  act: "workflow:execute" | "workflow:delete",
): Verdict {
  const { user } = useSession();
  const { workspaceId } = useScope();
  const may = useMay(act);
  const mayEndOthers = useMay("workflow:admin");
  const isForeign = workspaceId !== null && workflow.ownerId !== user.id;
  const isOpen = may.isAllowed && isForeign && !mayEndOthers.isAllowed;
  const settings = useQuery({ ...queries.workspaceSettings(workspaceId ?? 0), enabled: isOpen });
  if (!isOpen || settings.data?.whoMayEndRuns === "launchers") return may;
  return refused(`Launched by ${workflow.ownerName ?? workflow.userName}. ${mayEndOthers.why ?? "Needs the maintain role"}`);
}
