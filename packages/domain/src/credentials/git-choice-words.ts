import { renderGitAddress } from "./git-address.ts";
import type { ChosenGitCredential, GitChoiceReason, GitPassReason, PassedOver } from "./git-choice.ts";
import type { GitReach } from "./git-reach.ts";

interface Decided {
  /** Undefined: the address was not understood. */
  readonly repository?: string;
  readonly chosen?: Pick<ChosenGitCredential, "credential" | "reason">;
  readonly reach?: GitReach;
}

const whyChosen: Readonly<Record<GitChoiceReason, string>> = {
  only: "No other one that can be used is for this repository.",
  most_similar: "No other base URL has as much in common with the repository.",
  last_updated: "Others are for the same repositories; this one was changed last.",
};

/** What was chosen, and why; or that nothing was. */
export function describeChoice({ repository, chosen, reach }: Decided): string {
  if (repository === undefined) return "The address of the repository is not understood, so no credential is used.";
  if (chosen === undefined || reach === undefined) return `No credential here is for ${repository}: it is asked for without one.`;
  const { name } = chosen.credential;
  return `${name} is used: it is for ${describeReach(reach)}. ${whyChosen[chosen.reason]}`;
}

/** Why one was not chosen. */
export function describePassedOver({ credential, reach, reason }: Omit<PassedOver, "sentence"> & { reach: GitReach | undefined }): string {
  return `${credential.name} ${whyNot(reach === undefined ? "nothing" : describeReach(reach))[reason]}.`;
}

function whyNot(reach: string): Readonly<Record<GitPassReason, string>> {
  return {
    other_host: `is not used: it is for ${reach}, and never sent to another host`,
    other_path: `is not used: it is for ${reach}, where this repository is not`,
    no_host: "is not used: its base URL is not understood, or names a host of another provider",
    not_usable: `would be for ${reach}, but cannot be used now`,
    less_similar: `is for ${reach}, too, which has less in common with the repository`,
    updated_earlier: `is for ${reach}, too, and was changed earlier`,
  };
}

function describeReach(reach: GitReach): string {
  const place = renderGitAddress(reach).slice(0, -1);
  return reach.isPublicHost ? `all of ${place}` : place;
}
