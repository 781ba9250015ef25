import type { TimeMs } from "../clock.ts";
import type { GitProvider } from "./git-reach.ts";

/** What has to be known of a Git credential to choose one. */
export interface GitCredential {
  readonly id: string;
  readonly name: string;
  readonly provider: GitProvider;
  readonly baseUrl: string | null;
  readonly updatedAt: TimeMs;
  /** False for one that is known not to work, has ended, or may not be used by whoever asks. */
  readonly isUsable: boolean;
}

/** Why the chosen one was chosen. */
export type GitChoiceReason =
  /** No other usable one reaches the repository. */
  | "only"
  /** Its base URL has more in common with the repository than any other. */
  | "most_similar"
  /** Others are as similar; it was changed last. */
  | "last_updated";

/** Why another one was not. */
export type GitPassReason =
  /** Neither its base URL nor the host of its provider is where the repository is. */
  | "other_host"
  /** On the host, but for another part of it. */
  | "other_path"
  /** Its base URL is not understood, or names a host of another provider. */
  | "no_host"
  | "not_usable"
  | "less_similar"
  | "updated_earlier";

export interface PassedOver {
  readonly credential: GitCredential;
  readonly reason: GitPassReason;
  readonly sentence: string;
}

export interface ChosenGitCredential {
  readonly credential: GitCredential;
  readonly reason: GitChoiceReason;
  /** Where to use it: never anywhere else, and never less encrypted than the base URL or the repository say. */
  readonly url: string;
}

export interface GitChoice {
  /** The repository under the one name that stands for all ways to write it; undefined when the address was not understood. */
  readonly repository: string | undefined;
  readonly chosen: ChosenGitCredential | undefined;
  /** What was chosen and why, or why nothing was. */
  readonly sentence: string;
  /** All others, in the order in which they would have come. */
  readonly passedOver: readonly PassedOver[];
}
