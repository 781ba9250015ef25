import { findInfrastructure } from "./agent-start.ts";
import type { AgentStart } from "./agent-start.ts";

/** Something that keeps an agent from arriving. */
export interface Trouble {
  readonly cause: string;
  readonly cure: string;
  /** To be pasted into the shell on the cluster. */
  readonly command?: string;
}

export interface TroubleQuestion extends AgentStart {
  readonly publicUrl: string;
}

/** Why no agent comes, the usual causes first. */
export function troublesOf({ form, program, publicUrl }: TroubleQuestion): readonly Trouble[] {
  return [
    ...queueTroubles(form),
    {
      cause: "The cluster cannot reach this server.",
      cure: "This must print 200. If it does not, the address is wrong from there, or a proxy is needed: export https_proxy=… before the script.",
      command: `curl -ksS -o /dev/null -w '%{http_code}\\n' ${publicUrl}/api/service-info`,
    },
    {
      cause: "The token is wrong.",
      cure: "The agent says 401 in its lines. Make a token above, or paste one that is yours and still good. With somebody else’s token the agent is theirs, and shows on their pages.",
    },
    {
      cause: "The work directory is missing, or not writable.",
      cure: "The agent then ends at once, and its last line says so. Make the directory, or name another one above and copy the script again.",
    },
    {
      cause: "It was started with another connection ID.",
      cure: "An older copy of the script has an older ID. Copy it again.",
    },
    ...(program === "tw-agent" && publicUrl.startsWith("http:")
      ? [{ cause: "tw-agent connects over https only.", cure: "This server is served over http: use the agent of Postern." }]
      : []),
  ];
}

function queueTroubles(form: string): readonly Trouble[] {
  const { look, log } = findInfrastructure(form) ?? {};
  if (look === undefined || log === undefined) {
    return [
      { cause: "The script ended.", cure: "Its last line in your shell says why. While the agent serves, the shell does not come back." },
    ];
  }
  return [
    {
      cause: "Its job still waits in the queue.",
      cure: "Then the form may stay open, or you add the credential now: the agent is used once it is there.",
      command: look,
    },
    { cause: "Its job has ended.", cure: "The last lines of its log say why.", command: `tail -n 5 ${log}` },
  ];
}
