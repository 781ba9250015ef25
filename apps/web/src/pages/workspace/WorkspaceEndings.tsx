import { Group } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { remove } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useMay } from "../../hooks/use-may.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { participantsPath } from "./participant-words.ts";
import { useWorkspaceScope } from "./use-workspace-scope.ts";

/** Leaving a workspace, and deleting it. */
export function WorkspaceEndings() {
  const scope = useWorkspaceScope();
  const { orgId, orgName, workspaceId, workspaceName } = scope;
  const mayLeave = useMay("workspace_self:delete");
  const mayDelete = useMay("workspace:delete");
  const router = useRouter();
  const [dialog, setDialog] = useState<"leave" | "delete" | undefined>();
  const close = (): void => setDialog(undefined);
  const leave = useChange({
    act: () => remove(participantsPath(scope)),
    old: [queryKeys.places],
    onDone: () => router.navigate({ to: paths.home() }),
  });
  const end = useChange({
    act: () => remove(`/api/orgs/${String(orgId)}/workspaces/${String(workspaceId)}`),
    old: [queryKeys.places, queryKeys.organization(orgId)],
    onDone: () => router.navigate({ to: paths.organization(orgName) }),
  });
  return (
    <section className="page-part" aria-labelledby="workspace-endings">
      <h2 id="workspace-endings">Leave or delete</h2>
      <Group gap="xs">
        <GuardedButton verdict={mayLeave} variant="default" onClick={() => setDialog("leave")}>
          Leave workspace
        </GuardedButton>
        <GuardedButton verdict={mayDelete} variant="outline" color="red.8" className="danger-button" onClick={() => setDialog("delete")}>
          Delete workspace
        </GuardedButton>
      </Group>
      {dialog === "leave" ? (
        <ConfirmDialog
          title={`Leave ${workspaceName}?`}
          verb="Leave"
          keepVerb="Stay"
          isBusy={leave.isPending}
          error={leave.error}
          onConfirm={() => leave.mutate()}
          onClose={close}
        >
          You give up your own role here. Only somebody who may manage participants can let you in again. What you launched stays and goes
          on.
        </ConfirmDialog>
      ) : undefined}
      {dialog === "delete" ? (
        <ConfirmDialog
          title={`Delete the workspace ${workspaceName}?`}
          verb="Delete workspace"
          typedName={workspaceName}
          isBusy={end.isPending}
          error={end.error}
          onConfirm={() => end.mutate()}
          onClose={close}
        >
          Its runs, credentials and compute environments go with it, and every secret in it is wiped. This cannot be undone. Files on
          clusters stay where they are.
        </ConfirmDialog>
      ) : undefined}
    </section>
  );
}
