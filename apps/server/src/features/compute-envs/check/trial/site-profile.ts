import { given } from "../../../../given.ts";
import type { CheckContext } from "../check-context.ts";
import type { CheckProposal, StepResult } from "../check-step.ts";
import { findSiteProfile } from "./known-sites.ts";
import type { TrialReport } from "./trial-report.ts";

/** The institutional profile that runs have, or could have. */
export function siteProfileOf({ environment, channel }: Pick<CheckContext, "channel" | "environment">): string | undefined {
  const { config, nodeSetup } = environment;
  const hosts = [given(config.hostName), channel.peer.hostName].filter((name) => name !== undefined);
  return nodeSetup.siteProfile ?? findSiteProfile(hosts);
}

/** What the job says of a profile that runs have: without it they do not begin. */
export function findProfileTrouble({ environment }: CheckContext, { hasSiteProfile, host }: TrialReport): StepResult | undefined {
  const { siteProfile } = environment.nodeSetup;
  if (siteProfile === undefined || hasSiteProfile !== false) return undefined;
  return {
    status: "warning",
    summary: `${host} cannot fetch the profile ${siteProfile} from nf-core: Nextflow reads it when a run begins, and ends where it cannot.`,
    cure: "Ask the site to let nodes reach raw.githubusercontent.com, look at the name, or take the profile out.",
  };
}

/** Only what the node has seen there is proposed. */
export function proposeProfile(context: CheckContext, { hasSiteProfile }: TrialReport): readonly CheckProposal[] {
  const profile = siteProfileOf(context);
  if (profile === undefined || context.environment.nodeSetup.siteProfile !== undefined || hasSiteProfile !== true) return [];
  const why = `What nf-core keeps of this site: its queues and limits. It is read there when a run begins, and your own settings win over it.`;
  return [{ kind: "site-profile", title: `Use the profile ${profile}`, why, nodeSetup: { siteProfile: profile } }];
}
