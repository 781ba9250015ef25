import type { Agent, ServedThing } from "@postern/contracts";
import type { ReactNode } from "react";
import { useMay } from "../../../hooks/use-may.ts";
import { useScope, useSession, useWhereabouts } from "../../../hooks/use-scope.ts";
import { GuardedLink } from "../../../layouts/GuardedButton.tsx";
import { LinkButton } from "../../../layouts/LinkButton.tsx";
import { paths } from "../../../paths.ts";
import { scopeOfWorkspace } from "../../../places/scope-of-workspace.ts";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { isOlder, versionWord } from "../agent-words.ts";

export interface AgentNotesProps {
  readonly agent: Agent;
  readonly serves: readonly ServedThing[];
}

/** What somebody should know or do about an agent, the gravest first. */
export function AgentNotes({ agent, serves }: AgentNotesProps) {
  const notes = [
    agent.state === "revoked" ? <RevokedNote key="revoked" /> : undefined,
    agent.state === "offline" ? <OfflineNote key="offline" agent={agent} serves={serves} /> : undefined,
    agent.tokenWarning === null ? undefined : <TokenNote key="token" warning={agent.tokenWarning} />,
    agent.isUnclaimed ? <UnclaimedNote key="unclaimed" agent={agent} /> : undefined,
    <OlderNote key="older" agent={agent} />,
    agent.kind === "legacy" ? <LegacyNote key="legacy" /> : undefined,
  ];
  return <div className="agent-notes">{notes}</div>;
}

function Note({
  children,
  action,
  isQuiet = false,
}: {
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly isQuiet?: boolean;
}) {
  return (
    <div className={`agent-note ${isQuiet ? "sentence" : "warning-note"}`}>
      <span>{children}</span>
      {action}
    </div>
  );
}

function RevokedNote() {
  return (
    <Note>
      Revoked: whatever connects under its connection ID with a token of the same person is refused. <em>Allow again</em> takes it back, and
      an agent that still runs is here again within two minutes.
    </Note>
  );
}

function OfflineNote({ agent, serves }: AgentNotesProps) {
  const program = agent.kind === "legacy" ? "tw-agent" : "postern-agent";
  // The brackets keep grep from finding itself.
  const command = `ps -u "$USER" -o pid,etime,args | grep '[.]/${program} '`;
  return (
    <Note action={<ScriptLink serves={serves} />}>
      Nothing can be done on its cluster until it is back. If it still runs on {agent.hostName} as {agent.userName}, it comes back by
      itself:{" "}
      <span className="agent-command">
        <code className="mono">{command}</code>
        <CopyButton text={command} what="the command that shows whether it runs" />
      </span>{" "}
      If that shows nothing, the machine was restarted, or a limit of the site ended it: start it again with its script.
    </Note>
  );
}

/** The page of its credential holds the script. */
function ScriptLink({ serves }: Pick<AgentNotesProps, "serves">) {
  const { places } = useWhereabouts();
  const credential = serves.find(({ kind }) => kind === "credential");
  const scope = credential === undefined ? undefined : scopeOfWorkspace(places, credential.workspaceId);
  if (credential === undefined || scope === undefined) return undefined;
  return (
    <LinkButton to={paths.credential(scope, credential.id)} variant="default" size="compact-sm">
      Its script
    </LinkButton>
  );
}

function TokenNote({ warning }: { readonly warning: string }) {
  return (
    <Note
      action={
        <LinkButton to={paths.tokens()} variant="default" size="compact-sm">
          Your tokens
        </LinkButton>
      }
    >
      {warning}
    </Note>
  );
}

function UnclaimedNote({ agent }: { readonly agent: Agent }) {
  const scope = useScope();
  const mayAdd = useMay("credentials:write");
  return (
    <Note
      action={
        <GuardedLink
          verdict={mayAdd}
          to={paths.newCredential(scope)}
          search={{ provider: "tw-agent", connectionId: agent.connectionId }}
          size="compact-sm"
        >
          Add a credential for it
        </GuardedLink>
      }
    >
      Unclaimed: no credential that you may see has its connection ID. Until one has, it is asked nothing and does nothing.
    </Note>
  );
}

function OlderNote({ agent }: { readonly agent: Agent }) {
  const { serverVersion } = useSession();
  if (!isOlder(agent, serverVersion)) return undefined;
  return (
    <Note isQuiet>
      It is {versionWord(agent.version)}, this server {versionWord(serverVersion)}. It goes on working. To update it, run its script again
      on the cluster: that downloads the agent of this server, and the newer connection takes over without a break.
    </Note>
  );
}

function LegacyNote() {
  return (
    <Note isQuiet>
      This is the <em>tw-agent</em> of Seqera. It serves, with less: it runs one command at a time, so that a slow one holds up the others;
      no policy on the cluster says what it may start; and it may end when the server or a proxy fails for a moment. Running Postern&rsquo;s
      own agent under the same connection ID replaces it.
    </Note>
  );
}
