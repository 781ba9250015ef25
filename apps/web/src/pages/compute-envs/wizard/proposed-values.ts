import type { ClusterDiscovery, EnvironmentProposal } from "@postern/contracts";
import type { AskedOffer } from "../ClusterFields.tsx";
import { emptyEnvironment } from "../environment-form.ts";
import type { EnvironmentValues } from "../environment-form.ts";
import { emptyResources } from "../resource-form.ts";
import { readClusterAddress } from "./cluster-address.ts";
import type { ClusterAddress } from "./cluster-address.ts";

/** How a cluster is reached: by an address with a key, or through an agent. */
export interface ClusterWay {
  /** Empty while there is no key yet. */
  readonly credentialsId: string;
  /** Not given where the credential is that of an agent. */
  readonly address?: ClusterAddress | undefined;
}

/** What the form of an environment has of an address in a link; nothing when it is none. */
export function addressValues(text: string | undefined): Partial<EnvironmentValues> {
  const read = readClusterAddress(text ?? "");
  if (!("address" in read)) return {};
  const { jumps, ...login } = read.address;
  return { ...login, jumpHosts: jumps.map((jump) => ({ ...jump, credentialsId: "" })) };
}

/** The form as a look at the cluster fills it. */
export function proposedValues(proposal: EnvironmentProposal, { address, credentialsId }: ClusterWay): EnvironmentValues {
  const { name, platform, workDir, queue, account, preRunScript } = proposal;
  const login = address === undefined ? {} : { hostName: address.hostName, port: address.port, userName: address.userName };
  return {
    ...emptyEnvironment,
    ...{ name, platform, credentialsId, workDir, preRunScript },
    ...login,
    jumpHosts: (address?.jumps ?? []).map((jump) => ({ ...jump, credentialsId })),
    ...{ headQueue: queue, computeQueue: queue },
    resources: { ...emptyResources, account },
  };
}

/** What the cluster offers, for the form that begins with what it said. */
export function askedOffer({ offer, proposal }: ClusterDiscovery, { address, credentialsId }: ClusterWay): AskedOffer | undefined {
  if (offer === null || proposal === null) return undefined;
  return { offer, credentialsId, hostName: address?.hostName ?? "", userName: address?.userName ?? "", platform: proposal.platform };
}
