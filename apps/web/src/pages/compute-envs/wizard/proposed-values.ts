import type { ClusterDiscovery, EnvironmentProposal, ManagedIdentity } from "@postern/contracts";
import type { AskedOffer } from "../asked-offer.ts";
import { emptyEnvironment } from "../environment-form.ts";
import type { EnvironmentValues } from "../environment-form.ts";
import { emptyJobs } from "../job-form.ts";
import { emptyResources } from "../resource-form.ts";
import { readClusterAddress } from "./cluster-address.ts";
import type { ClusterAddress } from "./cluster-address.ts";

/** How a cluster is reached: by an address with a key, through an agent, or as oneself on one that the organization has named. */
export interface ClusterWay {
  /** Empty while there is no key yet, and for a managed identity. */
  readonly credentialsId: string;
  /** Not given where the credential is that of an agent. */
  readonly address?: ClusterAddress | undefined;
  readonly identity?: Pick<ManagedIdentity, "id" | "name" | "platform"> | undefined;
}

/** What the form of an environment has of an address in a link; nothing when it is none. */
export function addressValues(text: string | undefined): Partial<EnvironmentValues> {
  const read = readClusterAddress(text ?? "");
  if (!("address" in read)) return {};
  const { jumps, ...login } = read.address;
  return { ...login, jumpHosts: jumps.map((jump) => ({ ...jump, credentialsId: "" })) };
}

/** The form as a look at the cluster fills it. */
export function proposedValues(proposal: EnvironmentProposal, way: ClusterWay): EnvironmentValues {
  const { name, platform, isTorque, workDir, queue, account, preRunScript } = proposal;
  return {
    ...emptyEnvironment,
    // A managed identity says itself what its cluster is.
    ...{ name, platform: way.identity?.platform ?? platform, workDir, preRunScript },
    ...wayValues(way),
    ...{ headQueue: queue, computeQueue: queue },
    jobs: { ...emptyJobs, isTorque },
    resources: { ...emptyResources, account },
  };
}

function wayValues({ address, credentialsId, identity }: ClusterWay) {
  const { hostName, port, userName } = address ?? emptyEnvironment;
  const opener = { credentialsId, managedIdentityId: identity?.id ?? "" };
  return { ...opener, hostName, port, userName, jumpHosts: (address?.jumps ?? []).map((jump) => ({ ...jump, credentialsId })) };
}

/** What the cluster offers, for the form that begins with what it said. */
export function askedOffer({ offer, proposal }: ClusterDiscovery, way: ClusterWay): AskedOffer | undefined {
  return offer === null || proposal === null ? undefined : { offer, ...wayValues(way), platform: proposal.platform };
}
