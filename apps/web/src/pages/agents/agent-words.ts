import type { Agent, AgentEvent } from "@postern/contracts";
import { agentLook } from "../../ui/state-looks.ts";
import type { StateLook } from "../../ui/StateMark.tsx";

/** What its owner calls it, or else the ID under which it connects. */
export const agentName = ({ name, connectionId }: Pick<Agent, "name" | "connectionId">): string => name ?? connectionId;

export const kindWords: Readonly<Record<Agent["kind"], string>> = { v2: "Postern agent", legacy: "tw-agent" };

/** "v0.1.0"; what is no number stays as the agent says it. */
export const versionWord = (version: string): string => (/^\d/.test(version) ? `v${version}` : version);

/** Whether an agent of ours is of an earlier version than the server. Of the incumbent's the versions are not comparable. */
export function isOlder({ kind, version }: Pick<Agent, "kind" | "version">, serverVersion: string): boolean {
  const [own, others] = [numbersOf(version), numbersOf(serverVersion)];
  if (kind !== "v2" || own === undefined || others === undefined) return false;
  const place = own.findIndex((number, at) => number !== others[at]);
  return place !== -1 && (own[place] ?? 0) < (others[place] ?? 0);
}

function numbersOf(version: string): readonly number[] | undefined {
  const found = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  return found === null ? undefined : found.slice(1).map(Number);
}

const eventLooks: Readonly<Record<AgentEvent["kind"], StateLook>> = {
  connected: { ...agentLook("online"), word: "Connected" },
  disconnected: { ...agentLook("offline"), word: "Disconnected" },
  replaced: { shape: "quarter", tone: "quiet", word: "Replaced" },
  refused: { shape: "cross", tone: "failed", word: "Refused" },
  revoked: agentLook("revoked"),
  allowed: { shape: "check", tone: "quiet", word: "Allowed again" },
  renamed: { shape: "open", tone: "quiet", word: "Renamed" },
  claimed: { shape: "open", tone: "quiet", word: "Claimed" },
};

/** What happened. An event of a newer server is told by its own name. */
export const eventLook = (kind: AgentEvent["kind"]): StateLook => eventLooks[kind] ?? { shape: "question", tone: "unknown", word: kind };

/** Why, or from where; in one line. Empty where the word says it all. */
export function eventDetail({ kind, reason, hostName, userName, version, remoteAddress }: AgentEvent): string {
  const where = hostName === null ? "" : `${hostName}${userName === null ? "" : ` as ${userName}`}`;
  const from = remoteAddress === null ? "" : `from ${remoteAddress}`;
  const parts = [reason ?? otherwise[kind] ?? "", where, version === null ? "" : versionWord(version), from];
  return parts.filter((part) => part !== "").join(" · ");
}

/** What is meant where the server gives no reason. */
const otherwise: Readonly<Partial<Record<AgentEvent["kind"], string>>> = {
  replaced: "a newer connection took over",
  claimed: "a credential holds its connection ID now",
};

/** For a person who reads a strip of figures: "3.4 ms", "118 ms". */
export function latencyWord(latencyMs: number | null): string {
  if (latencyMs === null) return "–";
  return `${latencyMs < 10 ? String(Math.round(latencyMs * 10) / 10) : String(Math.round(latencyMs))} ms`;
}
