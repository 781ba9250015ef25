import type { Agent, CheckStep } from "@postern/contracts";
import { isOlder, latencyWord, versionWord } from "../../agents/agent-words.ts";

export interface ArrivalCheck {
  readonly name: string;
  readonly status: CheckStep["status"];
  readonly summary: string;
  readonly cure?: string;
}

export interface CheckQuestion {
  readonly agent: Agent;
  /** As the form has it; empty for the usual one. */
  readonly workDir: string;
  readonly serverVersion: string;
}

/** What is known of an agent before anything is asked of it: it said so itself when it connected. */
export function checksOf({ agent, workDir, serverVersion }: CheckQuestion): readonly ArrivalCheck[] {
  return [
    connectionCheck(agent),
    versionCheck(agent, serverVersion),
    workDirCheck(agent, workDir),
    ...(agent.tokenWarning === null ? [] : [{ name: "Token", status: "failed", summary: agent.tokenWarning } as const]),
    {
      name: "Scheduler, Java, Nextflow",
      status: "waiting",
      summary: "An agent is asked nothing before a credential claims it. The check of the compute environment does, step by step.",
    },
  ];
}

function connectionCheck({ hostName, userName, latencyMs }: Agent): ArrivalCheck {
  const answers = latencyMs === null ? "" : `, answers in ${latencyWord(latencyMs)}`;
  return { name: "Connection", status: "passed", summary: `${hostName} as ${userName}${answers}` };
}

function versionCheck(agent: Agent, serverVersion: string): ArrivalCheck {
  if (agent.kind === "legacy") return { name: "Version", status: "passed", summary: `tw-agent ${agent.version}` };
  if (!isOlder(agent, serverVersion)) return { name: "Version", status: "passed", summary: versionWord(agent.version) };
  return {
    name: "Version",
    status: "passed",
    summary: `${versionWord(agent.version)}, older than this server (${versionWord(serverVersion)}). It works; the script above brings the newer one.`,
  };
}

function workDirCheck({ kind, workDir: used }: Agent, wanted: string): ArrivalCheck {
  if (isAnother(used, wanted)) {
    return {
      name: "Work directory",
      status: "failed",
      summary: `The agent was started with ${used}, and the form says ${wanted}.`,
      cure: "Name the same one above, or copy the script again and start the agent with it.",
    };
  }
  // tw-agent ends when it is missing, and never tries to write.
  const summary = kind === "legacy" ? `${used} is there` : `${used} is there and writable`;
  return { name: "Work directory", status: "passed", summary };
}

/** One in the home directory cannot be held against the whole path of it. */
function isAnother(used: string, wanted: string): boolean {
  const [has, says] = [used, wanted].map((path) => path.replace(/(?<=.)\/+$/, ""));
  if (says === undefined || says === "") return false;
  const inHome = /^(?:~|\$HOME|\$\{HOME\})\/(?<rest>.+)$/.exec(says)?.groups?.["rest"];
  return inHome === undefined ? says.startsWith("/") && has !== says : has?.endsWith(`/${inHome}`) !== true;
}
