import type { Agent } from "@postern/contracts";
import { useRouter } from "@tanstack/react-router";
import { remove } from "../../../api/client.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { paths } from "../../../paths.ts";
import { ConfirmDialog } from "../../../ui/ConfirmDialog.tsx";
import { agentName } from "../agent-words.ts";
import { agentPath } from "./agent-path.ts";

export interface ForgetDialogProps {
  readonly agent: Agent;
  readonly onClose: () => void;
}

export function ForgetDialog({ agent, onClose }: ForgetDialogProps) {
  const scope = useScope();
  const router = useRouter();
  const forget = useChange({
    act: () => remove(agentPath(agent.id)),
    // The page goes first: asking for what is gone would show an error for a moment.
    onTaken: () => void router.navigate({ to: paths.agents(scope) }),
    old: [queryKeys.agentsIn(scope)],
  });
  return (
    <ConfirmDialog
      title={`Forget ${agentName(agent)}?`}
      verb="Forget"
      isBusy={forget.isPending}
      error={forget.error}
      onConfirm={() => forget.mutate()}
      onClose={onClose}
    >
      <p className="sentence">
        It leaves the list, with its name and history. The audit trail keeps what happened.{" "}
        {agent.state === "revoked"
          ? "It stays revoked: when it tries to connect it is refused, and stands in the list again."
          : "When it connects again it is taken as a new one."}
      </p>
    </ConfirmDialog>
  );
}
