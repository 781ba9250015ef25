import { renderGitAddress } from "./git-address.ts";
import type { GitAddress } from "./git-address.ts";
import type { GitChoice, GitChoiceReason, GitCredential, GitPassReason, PassedOver } from "./git-choice.ts";
import { describeChoice, describePassedOver } from "./git-choice-words.ts";
import { comparablePath, isBelow, isSameHost, reachOf } from "./git-reach.ts";
import type { GitReach } from "./git-reach.ts";
import { gitUseUrl } from "./git-use-url.ts";
import { parseGitAddress } from "./parse-git-address.ts";

/**
 * Which of the credentials of a place is for a repository.
 *
 * INVARIANT: one is chosen only for its own host (`reachOf`), so that no token is ever shown to another. The order of the credentials
 * does not matter.
 */
export function chooseGitCredential(repositoryUrl: string, credentials: readonly GitCredential[]): GitChoice {
  const address = parseGitAddress(repositoryUrl);
  if (address === undefined) return { repository: undefined, chosen: undefined, sentence: describeChoice({}), passedOver: [] };
  const judged = credentials.map((credential) => judge(credential, address)).sort(byRank);
  const [best, second] = judged.filter(({ problem }) => problem === undefined);
  const repository = renderGitAddress(address).slice(0, -1);
  const passedOver = judged.filter((one) => one !== best).map((one) => passOver(one, best));
  if (best?.reach === undefined) return { repository, chosen: undefined, sentence: describeChoice({ repository }), passedOver };
  const reason = reasonFor(best, second);
  const chosen = { credential: best.credential, reason, url: gitUseUrl(best.credential.provider, best.reach, address) };
  const sentence = describeChoice({ repository, chosen, reach: best.reach });
  return { repository, chosen, sentence, passedOver };
}

interface Judged {
  readonly credential: GitCredential;
  readonly reach: GitReach | undefined;
  /** Undefined: it could be used. */
  readonly problem: GitPassReason | undefined;
}

function judge(credential: GitCredential, address: GitAddress): Judged {
  const reach = reachOf(credential.provider, credential.baseUrl);
  const because = (problem: GitPassReason): Judged => ({ credential, reach, problem });
  if (reach === undefined) return because("no_host");
  if (!isSameHost(reach, address)) return because("other_host");
  if (!isBelow(reach, comparablePath(credential.provider, address))) return because("other_path");
  return credential.isUsable ? { credential, reach, problem: undefined } : because("not_usable");
}

const rankOfProblem: Readonly<Record<GitPassReason, number>> = {
  ...{ less_similar: 0, updated_earlier: 0, not_usable: 1, other_path: 2, other_host: 3, no_host: 4 },
};

/** The one to choose first. The id is the last word, so that the answer is always the same. */
function byRank(left: Judged, right: Judged): number {
  const rank = ({ problem }: Judged): number => (problem === undefined ? 0 : rankOfProblem[problem]);
  return (
    rank(left) - rank(right) ||
    similarity(right) - similarity(left) ||
    right.credential.updatedAt - left.credential.updatedAt ||
    (left.credential.id < right.credential.id ? -1 : 1)
  );
}

/** How much the reach has in common with the repository: a host that is named says more than one that stands for all regions. */
function similarity({ reach }: Judged): number {
  return reach === undefined ? 0 : reach.path.length + (reach.host.includes("*") ? 0 : 1);
}

function reasonFor(best: Judged, second: Judged | undefined): GitChoiceReason {
  if (second === undefined) return "only";
  return similarity(best) > similarity(second) ? "most_similar" : "last_updated";
}

function passOver(one: Judged, best: Judged | undefined): PassedOver {
  const isShorter = best !== undefined && similarity(one) < similarity(best);
  const reason = one.problem ?? (isShorter ? "less_similar" : "updated_earlier");
  return { credential: one.credential, reason, sentence: describePassedOver({ credential: one.credential, reach: one.reach, reason }) };
}
