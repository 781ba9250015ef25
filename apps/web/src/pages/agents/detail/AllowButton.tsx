import type { Agent } from "@postern/contracts";
import { IconRotateClockwise } from "@tabler/icons-react";
import { post } from "../../../api/client.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { GuardedButton } from "../../../layouts/GuardedButton.tsx";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { agentPath } from "./agent-path.ts";
import { useMayManage } from "./use-may-manage.ts";

/** Takes a revocation back. */
export function AllowButton({ agent }: { readonly agent: Agent }) {
  const may = useMayManage(agent);
  const allow = useChange({ act: () => post(agentPath(agent.id, "allow")), old: [queryKeys.agents] });
  return (
    <>
      <GuardedButton
        verdict={may}
        variant="default"
        leftSection={<IconRotateClockwise size={15} />}
        loading={allow.isPending}
        onClick={() => allow.mutate()}
      >
        Allow again
      </GuardedButton>
      {allow.error === null ? undefined : <ErrorNote title="It is still revoked." error={allow.error} />}
    </>
  );
}
