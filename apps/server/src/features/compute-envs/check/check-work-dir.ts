import { isAppError } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { given } from "../../../given.ts";
import { findDirectoryProblem } from "../../../clusters/directory-problem.ts";
import type { DirectoryProblem } from "../../../clusters/directory-problem.ts";
import { expandPath } from "../../../clusters/expand-path.ts";
import { ensureOwnWorkDir } from "../../../clusters/own-work-dir.ts";
import type { MarkedCheckContext } from "./check-context.ts";
import type { CheckProposal, StepResult } from "./check-step.ts";
import { removeTrialFile, writeTrialFile } from "./trial-file.ts";

/** The work directory, and the launch directory where there is one, exist and can be written. Of these it makes the one that Postern proposes. */
export async function checkDirectories({
  channel,
  environment,
  mark,
}: Omit<MarkedCheckContext, "clock" | "scheduler">): Promise<StepResult> {
  const paths = [environment.config.workDir, given(environment.config.launchDir)].filter((path) => path !== undefined);
  const made = await ensureOwnWorkDir(channel, paths);
  const expanded = [...new Set(await Promise.all(paths.map((path) => expandPath(path, channel))))];
  for (const path of expanded) {
    const problem = (await findDirectoryProblem(channel, path)) ?? (await tryToWrite(channel, path, mark));
    if (problem === undefined) continue;
    const { cure, isMissing, summary } = problem;
    return { status: "failed", summary, cure, ...(isMissing === true ? { proposals: [makeDirectories] } : {}) };
  }
  const news = made === undefined ? "" : `${made} was made, for the account alone. `;
  return { status: "passed", summary: `${news}${expanded.join(" and ")} can be written.` };
}

const makeDirectories: CheckProposal = {
  kind: "make-directories",
  title: "Make what is missing",
  why: "For the account alone, or with the group of the project where the folder above hands it on.",
};

// Permission bits do not tell of a full disk or an exhausted quota, so a real file is made.
export async function tryToWrite(channel: CommandChannel, path: string, mark: string): Promise<DirectoryProblem | undefined> {
  try {
    await removeTrialFile(channel, await writeTrialFile(channel, path, mark));
    return undefined;
  } catch (error) {
    if (!isAppError(error, "file.failed")) throw error;
    return { summary: error.message, cure: "Free some space or quota there, or choose another directory." };
  }
}
