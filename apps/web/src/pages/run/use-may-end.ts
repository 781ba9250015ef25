import type { Workflow } from "@postern/contracts";
import { mayEndRun } from "@postern/domain";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { refused, useMay, useRights } from "../../hooks/use-may.ts";
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
  const permissions = useRights() ?? new Set<string>();
  const isOwn = workspaceId === null || workflow.ownerId === user.id;
  const hangsOnSettings = may.isAllowed && !mayEndRun({ isOwn, permissions, launchersEndRuns: false });
  const settings = useQuery({ ...queries.workspaceSettings(workspaceId ?? 0), enabled: hangsOnSettings });
  const launchersEndRuns = settings.data?.whoMayEndRuns === "launchers";
  if (!may.isAllowed || mayEndRun({ isOwn, permissions, launchersEndRuns })) return may;
  return refused(`Launched by ${workflow.ownerName ?? workflow.userName}. ${mayEndOthers.why ?? "Needs the maintain role"}`);
}
