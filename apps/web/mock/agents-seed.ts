import type { Agent, AgentCommand, AgentEvent } from "@postern/contracts";
import { isoAt } from "./state.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

export function agent(nowMs: number, given: Partial<Agent>): Agent {
  const isOnline = given.isOnline ?? true;
  return {
    id: "",
    name: null,
    connectionId: "",
    kind: "v2",
    state: isOnline ? "online" : "offline",
    isOnline,
    isUnclaimed: false,
    isOwn: true,
    startedBy: "jane",
    userName: "js123",
    hostName: "",
    workDir: "/scratch/ab12/js123/work",
    version: "0.1.0",
    connectedAt: isoAt(nowMs - 2 * hour),
    lastSeenAt: isoAt(nowMs - 3 * second),
    disconnectedAt: null,
    latencyMs: isOnline ? 12 : null,
    tokenWarning: null,
    serves: [],
    latencies: isOnline ? [12, 11, 14, 12, 12, 19, 13, 12, 11, 12, 41, 15, 12, 12, 13, 12] : [],
    ...given,
  };
}

/** One that is well, one that is lost, one that nobody claims, one of the incumbent's, one that is shut out. */
export const seedAgents = (nowMs: number): Agent[] => [
  agent(nowMs, {
    ...{ id: "a1", name: "Gadi, login node", hostName: "gadi-login-03", connectionId: "5429d66d-7712-4e0a-9c1b-02f4e1a7b3c8" },
    tokenWarning: 'The token "gadi" ends in 6 days, at 2026-08-12 09:00 UTC. Rotate it before that.',
    serves: [served("credential", "cred-gadi", "gadi-agent"), served("environment", "env-gadi", "gadi")],
  }),
  agent(nowMs, {
    ...{ id: "a3", hostName: "workstation-17", connectionId: "9f1c2b60-0d5e-4c51-b0a4-5b7e6a1d2c3f", isUnclaimed: true },
    ...{ version: "0.0.9", latencyMs: 3.4, latencies: [3, 4, 3, 3, 5, 3, 3, 4] },
  }),
  agent(nowMs, {
    ...{ id: "a4", hostName: "setonix-01", connectionId: "setonix", kind: "legacy", version: "0.5.5", latencyMs: 118 },
    latencies: [120, 118, 115, 260, 130, 118, 117],
  }),
  agent(nowMs, {
    ...{ id: "a2", hostName: "spartan-login1", connectionId: "spartan", isOnline: false },
    ...{ lastSeenAt: isoAt(nowMs - 5 * hour), disconnectedAt: isoAt(nowMs - 5 * hour), connectedAt: isoAt(nowMs - 31 * hour) },
    serves: [served("credential", "cred-spartan", "spartan-agent")],
  }),
  agent(nowMs, {
    ...{ id: "a5", hostName: "old-head", connectionId: "old-cluster", isOnline: false, state: "revoked", version: "0.0.7" },
    ...{ lastSeenAt: isoAt(nowMs - 50 * hour), disconnectedAt: isoAt(nowMs - 50 * hour), connectedAt: isoAt(nowMs - 90 * hour) },
  }),
];

const served = (kind: "credential" | "environment", id: string, name: string) =>
  ({ kind, id, name, workspaceId: null, workspaceName: null }) as const;

/** Newest first: it connects, is away for some minutes, and comes back; forty times. After the second it came too often to be listed. */
export function seedAgentEvents(nowMs: number, { connectedAt, disconnectedAt, state, ...one }: Agent): AgentEvent[] {
  const from = Date.parse(connectedAt);
  const seen = { hostName: one.hostName, userName: one.userName, version: one.version, remoteAddress: "192.0.2.40", lastedMs: null };
  const gone = { hostName: null, userName: null, version: null, remoteAddress: null };
  const newest = { connection: 60 };
  const latest: Omit<AgentEvent, "id">[] = [
    ...(state === "revoked"
      ? [{ ...gone, ...newest, at: isoAt(nowMs - 49 * hour), kind: "revoked" as const, reason: "by jane", lastedMs: null }]
      : []),
    ...(disconnectedAt === null
      ? []
      : [
          {
            ...gone,
            ...newest,
            at: disconnectedAt,
            kind: "disconnected" as const,
            reason: "heartbeats unanswered",
            lastedMs: Date.parse(disconnectedAt) - from,
          },
        ]),
    { ...seen, ...newest, at: connectedAt, kind: "connected", reason: null },
  ];
  const earlier = Array.from({ length: 40 }, (_, place) => {
    const end = from - place * 9 * hour - (place % 3) * 20 * minute - 2 * minute;
    const lastedMs = 8 * hour - (place % 5) * 30 * minute;
    const connection = place < 2 ? 59 - place : 47 - place;
    const why = (["heartbeats unanswered", "the server restarts", "the agent was told to end"] as const)[place % 3] ?? null;
    return [
      {
        ...gone,
        connection,
        at: isoAt(end),
        kind: place % 7 === 3 ? ("replaced" as const) : ("disconnected" as const),
        reason: why,
        lastedMs,
      },
      {
        ...seen,
        connection,
        at: isoAt(end - lastedMs),
        kind: "connected" as const,
        reason: place === 1 ? "after 10 more arrivals that are not listed" : null,
      },
    ];
  }).flat();
  const all = [...latest, ...earlier];
  return all.map((event, place) => ({ ...event, id: all.length - place }));
}

export const seedCommands = (nowMs: number): AgentCommand[] => [
  { at: isoAt(nowMs - 2 * second), kind: "run", what: "squeue --noheader --format=%i|%T|%r --user=js123", tookMs: null, outcome: null },
  { at: isoAt(nowMs - 32 * second), kind: "run", what: "squeue --noheader --format=%i|%T|%r --user=js123", tookMs: 84, outcome: "ok" },
  { at: isoAt(nowMs - 4 * minute), kind: "run", what: "sbatch --parsable --job-name nf-grave_hopper", tookMs: 311, outcome: "ok" },
  {
    at: isoAt(nowMs - 4 * minute - 900),
    kind: "write",
    what: "/scratch/ab12/js123/work/.postern/3Kq/launch.sh",
    tookMs: 21,
    outcome: "ok",
  },
  { at: isoAt(nowMs - 9 * minute), kind: "run", what: "sacct --jobs=8123 --parsable2", tookMs: 1204, outcome: "exit 1" },
  {
    at: isoAt(nowMs - 11 * minute),
    kind: "read",
    what: "/scratch/ab12/js123/work/.postern/3Kq/nextflow.log",
    tookMs: 17,
    outcome: "file.not_found",
  },
];
