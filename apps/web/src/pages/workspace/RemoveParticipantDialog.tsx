import type { Participant } from "@postern/contracts";
import { remove } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { nameOfParticipant, participantPath } from "./participant-words.ts";
import { useWorkspaceScope } from "./use-workspace-scope.ts";

export interface RemoveParticipantDialogProps {
  readonly participant: Participant;
  readonly onClose: () => void;
}

export function RemoveParticipantDialog({ participant, onClose }: RemoveParticipantDialogProps) {
  const scope = useWorkspaceScope();
  const name = nameOfParticipant(participant);
  const takeOut = useChange({
    act: () => remove(participantPath(scope, participant)),
    old: [queryKeys.workspace(scope), queryKeys.rights, queryKeys.places],
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      title={`Remove ${name} from ${scope.workspaceName}?`}
      verb="Remove from the workspace"
      isBusy={takeOut.isPending}
      error={takeOut.error}
      onConfirm={() => takeOut.mutate()}
      onClose={onClose}
    >
      {participant.type === "TEAM"
        ? "Its members lose the role that the team gives them here. Roles of their own stay."
        : "They lose the role that is their own. One that a team gives them here stays."}{" "}
      Runs that they launched stay and go on.
    </ConfirmDialog>
  );
}
