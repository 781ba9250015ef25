import type { Agent, ServedThing } from "@postern/contracts";
import { IconBan, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { allowed, refused } from "../../../hooks/use-may.ts";
import { GuardedButton } from "../../../layouts/GuardedButton.tsx";
import { AllowButton } from "./AllowButton.tsx";
import { ForgetDialog } from "./ForgetDialog.tsx";
import { RevokeDialog } from "./RevokeDialog.tsx";
import { useMayManage } from "./use-may-manage.ts";

export interface AgentActsProps {
  readonly agent: Agent;
  readonly serves: readonly ServedThing[];
  readonly onRename: () => void;
}

export function AgentActs({ agent, serves, onRename }: AgentActsProps) {
  const may = useMayManage(agent);
  const mayRename = agent.isOwn ? allowed : refused(`Needs ${agent.startedBy}, who started it`);
  const [dialog, setDialog] = useState<"revoke" | "forget" | undefined>();
  const close = (): void => setDialog(undefined);
  const mayForget = agent.isOnline && may.isAllowed ? refused("Only one that is offline can be forgotten: stop it, or revoke it") : may;
  return (
    <>
      <GuardedButton verdict={mayRename} variant="default" leftSection={<IconPencil size={15} />} onClick={onRename}>
        Rename
      </GuardedButton>
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
