import { ownWorkDir } from "@postern/domain";
import type { EnvironmentValues } from "./environment-form.ts";
import { isCluster } from "./platforms.ts";

type PlaceValues = Pick<EnvironmentValues, "platform" | "managedIdentityId" | "workDir">;

/** What a work directory has to be, and what speaks against one in a home folder. */
export function workDirHelp(values: PlaceValues, isSsh: boolean): string {
  const workDir = values.workDir.trim();
  const there = workDir === ownWorkDir ? "the check makes it" : "it must exist";
  const inHome = /^\$(?:HOME\b|\{HOME\})/.test(workDir)
    ? " Homes often have a small quota, which the files of tasks soon fill: where there is a file system for large data, type a folder there."
    : "";
  if (!isCluster(values)) return `On the computer that runs the pipelines; ${there}.${inHome}`;
  const place = `On the file system that all nodes share; ${there}, and the account must be able to write there.`;
  return `${place}${inHome} ${whoseVariables(values, isSsh)}`;
}

function whoseVariables({ managedIdentityId }: PlaceValues, isSsh: boolean): string {
  if (managedIdentityId !== "") return "$HOME and $USER are those of each person.";
  if (isSsh) return "$HOME and $USER are those of the account.";
  return "$TW_AGENT_WORKDIR, $HOME and $USER are filled in by the agent of each user.";
}
