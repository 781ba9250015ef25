import type { ClusterDiscovery, ConfirmHostKeyRequest, EnvironmentProposal } from "@postern/contracts";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { queries } from "../../../api/queries.ts";
import { useAddress } from "../../../hooks/use-address.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { jumpHostsRequest } from "../jump-host-form.ts";
import { sshAddressMembers } from "../ssh-address.ts";
import { writeClusterAddress } from "./cluster-address.ts";
import type { ClusterWay } from "./proposed-values.ts";
import { useDiscovery } from "./use-discovery.ts";
import type { DiscoveryState } from "./use-discovery.ts";

/** The look at a cluster that the page is about, and what it came to. */
export function useWizard() {
  const { change } = useAddress();
  const keepOffer = useKeepOffer();
  const discovery = useDiscovery();
  const [way, setWay] = useState<ClusterWay>();
  const [confirmed, setConfirmed] = useState<readonly ConfirmHostKeyRequest[]>([]);

  const look = (next: ClusterWay, keys: readonly ConfirmHostKeyRequest[] = confirmed): void => {
    setWay(next);
    setConfirmed(keys);
    // So that a reload, or a colleague with the link, looks at the same.
    const { address, credentialsId } = next;
    change({ credential: credentialsId, address: address === undefined ? "" : writeClusterAddress(address) });
    if (!isKeyFirst(next)) void discovery.look(requestOf(next, keys)).then((found) => keepOffer(found, next));
  };
  const again = (more: Partial<ClusterWay> = {}): void => {
    if (way !== undefined) look({ ...way, ...more });
  };
  const trust = (key: ConfirmHostKeyRequest): void => {
    if (way !== undefined) look(way, [...confirmed, key]);
  };
  /** Goes on with another key when somebody says so. */
  const take = (next: ClusterWay): void => {
    setWay(next);
    change({ credential: next.credentialsId });
  };
  /** Another cluster is meant. What was typed stays. */
  const leave = (): void => {
    discovery.forget();
    setWay(undefined);
    change({ credential: "", address: "" });
  };
  return { ...discovery, way, leave, result: resultOf(discovery, way), look, again, trust, take };
}

export type Wizard = ReturnType<typeof useWizard>;

/** What a look came to that found where jobs can go. */
export interface WizardResult {
  readonly way: ClusterWay;
  readonly found: ClusterDiscovery;
  readonly proposal: EnvironmentProposal;
}

function resultOf({ found, isRunning }: DiscoveryState, way: ClusterWay | undefined): WizardResult | undefined {
  if (isRunning || way === undefined || found === undefined || found.proposal === null) return undefined;
  return { way, found, proposal: found.proposal };
}

/** Runs once, with what the address of the page named at first. */
export function useFirstLook(credentialsId: string | undefined, look: (way: ClusterWay) => void): void {
  const hasBegun = useRef(false);
  useEffect(() => {
    if (credentialsId === undefined || hasBegun.current) return;
    hasBegun.current = true;
    look({ credentialsId });
  }, [credentialsId, look]);
}

/** Jump hosts are named with the key that opens them: there has to be one before anything can be looked at. */
export const isKeyFirst = ({ address, credentialsId }: ClusterWay): boolean => credentialsId === "" && (address?.jumps.length ?? 0) > 0;

function requestOf({ address, credentialsId, identity }: ClusterWay, confirmedHostKeys: readonly ConfirmHostKeyRequest[]) {
  if (identity !== undefined) return { managedIdentityId: identity.id, confirmedHostKeys: [...confirmedHostKeys] };
  const key = credentialsId === "" ? {} : { credentialsId };
  if (address === undefined) return key;
  const jumpHosts = jumpHostsRequest(address.jumps.map((jump) => ({ ...jump, credentialsId })));
  return { ...key, ...sshAddressMembers(address), jumpHosts, confirmedHostKeys: [...confirmedHostKeys] };
}

/** The form asks an agent's cluster for the same: it has just said it. */
function useKeepOffer() {
  const scope = useScope();
  const queryClient = useQueryClient();
  return (found: ClusterDiscovery | undefined, { address, credentialsId }: ClusterWay): void => {
    if (address !== undefined || credentialsId === "" || found === undefined || found.offer === null || found.proposal === null) return;
    const { queryKey } = queries.offerOfCredential(scope, credentialsId, found.proposal.platform);
    queryClient.setQueryData(queryKey, found.offer);
  };
}
