import type { Agent } from "@postern/contracts";
import { MonoText } from "../../../ui/MonoText.tsx";
import { RelativeTime } from "../../../ui/RelativeTime.tsx";
import { SettingsList } from "../../../ui/SettingsList.tsx";
import { Duration } from "../../../ui/Duration.tsx";
import { Sparkline } from "../../../ui/Sparkline.tsx";
import { kindWords, latencyWord } from "../agent-words.ts";
import { AgentVersion } from "../AgentVersion.tsx";

export interface AgentFactsProps {
  readonly agent: Agent;
  /** Oldest first. */
  readonly latencies: readonly number[];
}

export function AgentFacts({ agent, latencies }: AgentFactsProps) {
  const lines = [
    { name: "Connection ID", value: <MonoText text={agent.connectionId} what="the connection ID" /> },
    { name: "Host", value: <MonoText text={agent.hostName} what="the host" /> },
    { name: "Cluster account", value: <MonoText text={agent.userName} what="the account" /> },
    { name: "Started by", value: agent.isOwn ? "you" : agent.startedBy },
    { name: "Work directory", value: <MonoText text={agent.workDir} what="the work directory" /> },
    { name: "Kind", value: kindWords[agent.kind] },
    { name: "Version", value: <AgentVersion agent={agent} /> },
    { name: "Latency", value: agent.isOnline ? <Latency latencyMs={agent.latencyMs} latencies={latencies} /> : undefined },
    { name: agent.isOnline ? "Connected for" : "Connected last", value: <Connected agent={agent} /> },
    { name: "Id", value: <MonoText text={agent.id} what="the id" /> },
  ];
  return (
    <section aria-labelledby="facts-heading">
      <h2 id="facts-heading">Facts</h2>
      <SettingsList lines={lines} />
    </section>
  );
}

function Connected({ agent }: { readonly agent: Agent }) {
  if (agent.isOnline) return <Duration from={agent.connectedAt} until={null} />;
  return (
    <>
      <RelativeTime at={agent.connectedAt} />
      {agent.disconnectedAt === null ? undefined : (
        <>
          , for <Duration from={agent.connectedAt} until={agent.disconnectedAt} />
        </>
      )}
    </>
  );
}

function Latency({ latencyMs, latencies }: { readonly latencyMs: number | null; readonly latencies: readonly number[] }) {
  const [least, most] = [Math.min(...latencies), Math.max(...latencies)];
  const label = `Latency of the last minutes, between ${latencyWord(least)} and ${latencyWord(most)}`;
  return (
    <span className="detail-line">
      {latencyMs === null ? <span className="quiet">not measured yet</span> : latencyWord(latencyMs)}
      <Sparkline values={latencies} label={label} width={120} />
    </span>
  );
}
