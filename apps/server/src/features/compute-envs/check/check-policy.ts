import { toSchedulerJobId } from "@postern/domain";
import type { CheckContext } from "./check-context.ts";
import type { StepResult } from "./check-step.ts";

/** What the agent may start, against what this environment will ask of it. Asks nothing: the agent said it when it came. */
export function checkPolicy({ channel, scheduler }: CheckContext): StepResult {
  const { kind, programs, userName } = channel.peer;
  if (programs === undefined) return { status: "passed", summary: whyNone(kind, userName) };
  const closed = programs.includes("*") ? [] : scheduler.programs.filter((program) => !programs.includes(program));
  if (closed.length === 0) return { status: "passed", summary: "The agent may start all that this environment needs." };
  const needed = closed.filter((program) => programsOfRuns({ scheduler }).includes(program));
  const cure = `Start the agent with ${closed.map((program) => `--allow ${program}`).join(" ")}, or ask whoever runs it to.`;
  if (needed.length > 0) return { status: "failed", summary: `The agent may not start ${needed.join(", ")}.`, cure };
  return {
    status: "warning",
    summary: `The agent may not start ${closed.join(", ")}: less will be known of queues and of ended jobs.`,
    cure,
  };
}

/** Without these no run can be submitted, followed or cancelled. */
function programsOfRuns({ scheduler }: Pick<CheckContext, "scheduler">): readonly string[] {
  const id = toSchedulerJobId("1");
  const job = { name: "postern-check", scriptPath: "/check", workDir: "/", outputPath: "/output", extraOptions: [] };
  return [scheduler.renderSubmit(job), scheduler.renderStatus([id]), scheduler.renderCancel(id)].map(({ words }) => words[0]);
}

function whyNone(kind: CheckContext["channel"]["peer"]["kind"], userName: string): string {
  switch (kind) {
    case "agent":
    case "legacy-agent":
      return "This agent has no policy: it starts whatever it is asked to.";
    case "local":
    case "ssh":
      return `No policy stands between: ${userName} may do what the system lets that account do.`;
  }
}
