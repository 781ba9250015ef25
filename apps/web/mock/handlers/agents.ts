import { ok } from "../http.ts";
import type { Route } from "../http.ts";
import { agent } from "../seed.ts";
import { isoAt, nextId } from "../state.ts";
import type { MockState } from "../state.ts";

export const agentRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: "/api/postern/v1/agents",
    answer: ({ query }) => {
      const wanted = query.get("connectionId");
      return ok({ agents: state.agents.filter((one) => wanted === null || one.connectionId === wanted) });
    },
  },
  {
    method: "GET",
    path: "/api/postern/v1/credentials/agent-script",
    answer: ({ query }) => {
      const form = query.get("form") ?? "plain";
      return ok({ form, script: scriptOf(state, { form, connectionId: query.get("connectionId") ?? "", workDir: query.get("workDir") }) });
    },
  },
];

interface ScriptWish {
  readonly form: string;
  readonly connectionId: string;
  readonly workDir: string | null;
}

const headOfForm: Readonly<Record<string, readonly string[]>> = {
  slurm: ["#SBATCH --job-name=postern-agent --time=7-00:00:00 --mem=512M"],
  pbs: ["#PBS -N postern-agent -l walltime=168:00:00,mem=512mb"],
  plain: [],
};

function scriptOf(state: MockState, { form, connectionId, workDir }: ScriptWish): string {
  const url = state.session.publicUrl;
  return [
    "#!/bin/bash",
    ...(headOfForm[form] ?? []),
    "export TOWER_ACCESS_TOKEN='<YOUR TOKEN>'",
    `curl -fsSLO ${url}/download/agent/linux-x86_64`,
    `curl -fsSL ${url}/download/agent/linux-x86_64.sha256 | sha256sum -c -`,
    "chmod +x postern-agent",
    `./postern-agent ${connectionId} --url ${url} --work-dir ${workDir ?? '"$HOME/work"'}`,
    "",
  ].join("\n");
}

/** An agent connects, as if somebody had run the script. */
export function arrive(state: MockState, connectionId: string): void {
  const agentId = nextId(state, 8);
  const isUnclaimed = true;
  state.agents = [
    agent(state.now(), { id: agentId, connectionId, isUnclaimed, hostName: "gadi-login-03", connectedAt: isoAt(state.now()) }),
    ...state.agents.filter((one) => one.connectionId !== connectionId),
  ];
  state.publish({ type: "agent", agentId, connectionId, isOnline: true });
}
