import type { Agent, ServedThing } from "@postern/contracts";
import { IconBan, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { refused } from "../../../hooks/use-may.ts";
import { GuardedButton } from "../../../layouts/GuardedButton.tsx";
import { AllowButton } from "./AllowButton.tsx";
import { ForgetDialog } from "./ForgetDialog.tsx";
import { RevokeDialog } from "./RevokeDialog.tsx";
import { useMayManage } from "./use-may-manage.ts";

export interface AgentActsProps {
  readonly agent: Agent;
  readonly serves: readonly ServedThing[];
}

export function AgentActs({ agent, serves }: AgentActsProps) {
  const may = useMayManage(agent);
  const [dialog, setDialog] = useState<"revoke" | "forget" | undefined>();
  const close = (): void => setDialog(undefined);
  const mayForget = agent.isOnline && may.isAllowed ? refused("Only one that is offline can be forgotten: stop it, or revoke it") : may;
  return (
    <>
      {agent.state === "revoked" ? (
        <AllowButton agent={agent} />
      ) : (
        <GuardedButton verdict={may} variant="default" leftSection={<IconBan size={15} />} onClick={() => setDialog("revoke")}>
          Revoke
        </GuardedButton>
      )}
      <GuardedButton verdict={mayForget} variant="default" leftSection={<IconTrash size={15} />} onClick={() => setDialog("forget")}>
        Forget
      </GuardedButton>
      {dialog === "revoke" ? <RevokeDialog agent={agent} serves={serves} onClose={close} /> : undefined}
      {dialog === "forget" ? <ForgetDialog agent={agent} onClose={close} /> : undefined}
    </>
  );
}
