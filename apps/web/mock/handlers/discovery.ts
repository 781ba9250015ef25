import { setTimeout as sleep } from "node:timers/promises";
import { computePlatforms } from "@postern/contracts";
import type { CheckStep, ClusterDiscovery, DiscoverClusterRequest, SchedulerHelp, SchedulerHelpResponse } from "@postern/contracts";
import { ok } from "../http.ts";
import type { Route } from "../http.ts";
import { freshKey } from "../ssh-environment.ts";
import type { MockState } from "../state.ts";
import { offerOf } from "./head-jobs.ts";

type Step = Pick<CheckStep, "key" | "name" | "status" | "summary" | "cure">;

const path = "/api/postern/v1/cluster-discovery";

/** Looks at clusters that are not there, as the real server tells them: one of Slurm, which knows one key. */
export const discoveryRoutes = (state: MockState): readonly Route[] => [
  {
    method: "POST",
    path,
    answer: ({ body }) => ({
      status: 200,
      headers: { "content-type": "application/x-ndjson" },
      stream: (write, gone) => play(state, body as DiscoverClusterRequest, { write, gone }),
    }),
  },
  { method: "GET", path: "/api/postern/v1/scheduler-help", answer: () => ok(help()) },
];

/** A host that nobody reaches. */
export const closedHost = "closed.example.org";

interface Listener {
  readonly write: (text: string) => void;
  readonly gone: AbortSignal;
}

async function play(state: MockState, request: DiscoverClusterRequest, { write, gone }: Listener): Promise<void> {
  const planned = plan(state, request);
  const waiting = planned.map((step): CheckStep => ({
    ...step,
    status: "waiting",
    summary: null,
    cure: null,
    detail: null,
    durationMs: null,
  }));
  let steps = waiting;
  for (const [place, step] of planned.entries()) {
    steps = steps.map((one, index) => (index === place ? { ...one, status: "running" } : one));
    write(lineOf({ steps }));
    if (state.discoveryStopsAt === step.key) await sleep(600_000, undefined, { signal: gone, ref: false }).catch(() => undefined);
    if (gone.aborted) return;
    steps = steps.map((one, index) => (index === place ? { ...one, ...step, durationMs: 40 * (place + 1) } : one));
  }
  write(lineOf({ ...outcome(state, request, steps), steps, isFinished: true }));
}

const lineOf = (known: Partial<ClusterDiscovery>): string =>
  `${JSON.stringify({ steps: [], hostKey: null, needsKey: false, proposal: null, offer: null, isFinished: false, ...known })}\n`;

const passed = (key: Step["key"], name: string, summary: string): Step => ({ key, name, status: "passed", summary, cure: null });

const onCluster: readonly Step[] = [
  passed("channel", "Connection to the cluster", "A shell answers on gadi-login-03 as js123."),
  passed("scheduler", "Scheduler", "Slurm 23.11.4."),
  passed("queues", "Queues", "queues normal, express, hugemem, old; accounts ab12, xy98."),
  {
    ...{ key: "workDir", name: "Work directory", status: "warning" },
    summary: "The profile names no scratch folder: /home/js123/postern-work, in the home folder, is proposed, and made by the check.",
    cure: "Homes often have a small quota, and not all nodes see each. Where the centre has a file system for large data, type a folder there.",
  },
  passed("nextflow", "Nextflow", "A module: nextflow/25.10.2, which the pre-run script loads."),
];

function plan(state: MockState, request: DiscoverClusterRequest): readonly Step[] {
  const { hostName, port } = request;
  if (hostName === undefined || hostName === null) return onCluster;
  const address = `${hostName}:${String(port ?? 22)}`;
  const way = [
    passed("name", "Name of the host", `${hostName} is 192.0.2.17.`),
    hostName === closedHost
      ? closedPort(address)
      : passed("port", "Port of the host", `${hostName} answers at port ${String(port ?? 22)}.`),
    isTrusted(request) ? passed("hostKey", "Key of the host", `Known: ssh-ed25519 ${freshKey}.`) : unknownKey(address),
    signIn(state, request),
  ];
  const failed = way.findIndex(({ status }) => status === "failed");
  return [...way, ...onCluster].map((step, place) => (failed === -1 || place <= failed ? step : skipped(step, way[failed]?.name ?? "")));
}

const isTrusted = ({ confirmedHostKeys }: DiscoverClusterRequest): boolean =>
  (confirmedHostKeys ?? []).some(({ fingerprint }) => fingerprint === freshKey);

function signIn(state: MockState, { credentialsId, hostName, userName }: DiscoverClusterRequest): Step {
  const hasKey = credentialsId !== undefined && credentialsId !== null;
  if (!hasKey || state.discoveryTrouble !== undefined) return refused(state, hasKey);
  return passed("signIn", "Sign-in", `Signed in as ${userName ?? ""} on ${hostName ?? ""}.`);
}

const skipped = (step: Step, first: string): Step => ({
  ...step,
  status: "skipped",
  summary: `Not tried: ${first} comes first.`,
  cure: null,
});

const closedPort = (address: string): Step => ({
  ...{ key: "port", name: "Port of the host", status: "failed" },
  summary: `${address} cannot be reached: it refused the connection.`,
  cure: "Nothing was done. Check address and port, and that the server of Postern may connect there; then ask again.",
});

const unknownKey = (address: string): Step => ({
  ...{ key: "hostKey", name: "Key of the host", status: "failed" },
  summary: `Nobody has confirmed yet that ${address} has the key ssh-ed25519 ${freshKey}.`,
  cure: "Compare the fingerprint with the one that the centre publishes, and confirm it.",
});

const refused = ({ discoveryTrouble }: MockState, hasKey: boolean): Step => ({
  ...{ key: "signIn", name: "Sign-in", status: "failed" },
  summary: hasKey ? (discoveryTrouble ?? "") : "There is no key yet with which js123 could sign in.",
  cure: "Choose a key or make one, and put its line into ~/.ssh/authorized_keys there.",
});

function outcome(state: MockState, request: DiscoverClusterRequest, steps: readonly CheckStep[]): Partial<ClusterDiscovery> {
  const failed = steps.find(({ status }) => status === "failed")?.key;
  const { hostName, port } = request;
  if (failed === "hostKey") {
    const host = { host: hostName ?? "", port: port ?? 22, isJumpHost: false };
    return { hostKey: { ...host, algorithm: "ssh-ed25519", fingerprint: freshKey } };
  }
  if (failed === "signIn") return { needsKey: request.credentialsId === undefined };
  if (failed !== undefined) return {};
  const own = { name: "gadi-2", platform: "slurm-platform", isTorque: false, preRunScript: "module load nextflow/25.10.2" } as const;
  const isAgent = [hostName, request.managedIdentityId].every((given) => given === undefined || given === null);
  const workDir = isAgent ? "$TW_AGENT_WORKDIR" : "$HOME/postern-work";
  return { proposal: { ...own, workDir, queue: "normal", account: "" }, offer: offerOf(state) };
}

/** As the adapters say it; not all of it, but in their form. */
function help(): SchedulerHelpResponse {
  const slurm: SchedulerHelp = {
    queue: { words: "sbatch --partition", says: "The partition." },
    account: { words: "sbatch --account", says: "The account that is charged." },
    qos: { words: "sbatch --qos", says: "A quality of service, with a priority and limits of its own." },
    wallTime: { words: "sbatch --time", says: "Then Slurm ends the job. Not above the time limit of the partition." },
    memory: { words: "sbatch --mem", says: "Of the node, for the whole job." },
    cpus: { words: "sbatch --cpus-per-task", says: "Of one node." },
    constraint: { words: "sbatch --constraint", says: "Features that the node must have, such as icelake or intel&fast." },
    notice: { words: "sbatch --signal=B:USR2@…", says: "So long before its end the job is told, and Nextflow ends in order." },
    options: { words: "sbatch …", says: "For what has no field, such as --reservation=teaching." },
  };
  return { platforms: computePlatforms.map((platform) => ({ platform, isTorque: false, fields: slurm })) };
}
