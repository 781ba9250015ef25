import { renderLookup } from "@postern/agent-protocol";
import type { CheckContext } from "./check-context.ts";
import type { StepResult } from "./check-step.ts";

const timeoutMs = 30_000;

/** The launcher of a head job is a bash script. */
export async function checkShell({ channel }: CheckContext): Promise<StepResult> {
  const result = await channel.run({ words: renderLookup("bash"), timeoutMs });
  const path = result.stdout.trim().split("\n").at(-1) ?? "";
  if (result.exitCode === 0 && path !== "") return { status: "passed", summary: path };
  return {
    status: "failed",
    summary: `There is no bash on ${channel.peer.hostName}.`,
    cure: "Install bash, or put it on the PATH of the account.",
    detail: result.stderr,
  };
}
