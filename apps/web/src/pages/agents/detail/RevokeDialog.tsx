import type { Agent, ServedThing } from "@postern/contracts";
import { post } from "../../../api/client.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { ConfirmDialog } from "../../../ui/ConfirmDialog.tsx";
import { agentName } from "../agent-words.ts";
import { ServedList } from "./AgentServes.tsx";
import { agentPath } from "./agent-path.ts";

export interface RevokeDialogProps {
  readonly agent: Agent;
  readonly serves: readonly ServedThing[];
  readonly onClose: () => void;
}

/** Names what stops. It can be taken back, so no name is asked for. */
export function RevokeDialog({ agent, serves, onClose }: RevokeDialogProps) {
  const revoke = useChange({ act: () => post(agentPath(agent.id, "revoke")), old: [queryKeys.agents], onDone: onClose });
  return (
    <ConfirmDialog
      title={`Revoke ${agentName(agent)}?`}
      verb="Revoke"
      isBusy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      <p className="sentence">
        Its connection ends now, and whatever connects as {agent.connectionId} with a token of {agent.startedBy} is refused until you allow
        it again. Jobs on the cluster go on, but nobody follows or ends them from here meanwhile.
      </p>
      {serves.length === 0 ? (
        <p>Nothing uses it.</p>
      ) : (
        <>
          <p>These stop working:</p>
          <ServedList serves={serves} />
        </>
      )}
    </ConfirmDialog>
  );
}
