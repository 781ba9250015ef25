import type { Member, UserWorkspaceRoles } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { remove } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";

export interface RemoveMemberDialogProps {
  readonly member: Member;
  readonly onClose: () => void;
}

/** Names what the person loses. */
export function RemoveMemberDialog({ member, onClose }: RemoveMemberDialogProps) {
  const { orgId, name } = useOrganization();
  const roles = useQuery(queries.userRoles(orgId, member.userId));
  const takeOut = useChange({
    act: () => remove(`/api/orgs/${String(orgId)}/members/${String(member.memberId)}`),
    old: [queryKeys.organization(orgId), queryKeys.places],
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      title={`Remove ${member.userName} from ${name}?`}
      verb="Remove from the organization"
      isBusy={takeOut.isPending}
      error={takeOut.error}
      onConfirm={() => takeOut.mutate()}
      onClose={onClose}
    >
      {lossWords(member.userName, roles.data?.userWorkspaces ?? [])} What they launched stays and goes on.
    </ConfirmDialog>
  );
}

const namedAtMost = 3;

/** "They lose genomics, proteomics and 4 more workspaces, and their place in every team." */
export function lossWords(userName: string, workspaces: readonly Pick<UserWorkspaceRoles, "workspaceName">[]): string {
  if (workspaces.length === 0) return `${userName} loses their place in every team.`;
  const named = workspaces.slice(0, namedAtMost).map((one) => one.workspaceName);
  const rest = workspaces.length - named.length;
  const list = rest === 0 ? named.join(", ") : `${named.join(", ")} and ${rest.toLocaleString()} more`;
  return `${userName} can no longer open ${list}, and loses their place in every team.`;
}
