import { isIP } from "node:net";
import type { EnvironmentProposal } from "@postern/contracts";
import type { SchedulerKind } from "@postern/schedulers";
import type { ClusterOffer } from "../offer/cluster-offer.ts";

/** Names that say what a host is for, not whose it is. */
const role =
  /^(?:login|log|ln|front(?:end)?|fe|head|hn|submit|gate(?:way)?|ssh|access|service|svc|uan|dtn|data|transfer|bastion|jump|node|host|ip|www|localhost|localdomain)?[-_]?\d*$/i;
const behindRole = /[-_](?:login|ln|front(?:end)?|head|submit|gate(?:way)?|ssh|access)?[-_]?\d*$/i;

export interface NameWish {
  /** Names of the host: as it was typed, and as it calls itself. */
  readonly hosts: readonly string[];
  readonly scheduler: SchedulerKind;
  readonly taken: ReadonlySet<string>;
}

/** A name for the environment of a cluster: `gadi` for `gadi-login-03` and `login.gadi.example.org`; that of its scheduler when the host has none. */
export function proposeName({ hosts, scheduler, taken }: NameWish): string {
  const base = hosts.map(nameInHost).find((name) => name !== undefined) ?? scheduler;
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${String(number)}`;
    if (!taken.has(name)) return name;
  }
}

function nameInHost(host: string): string | undefined {
  if (isIP(host) !== 0) return undefined;
  const labels = host.toLowerCase().split(".");
  const named = labels.map((label) => label.replace(behindRole, "")).find((label) => !role.test(label));
  return named?.replace(/[^a-z0-9_-]/g, "").slice(0, 80);
}

/** The default, or the one that there is. Else the cluster decides, and the form lists them. */
export function proposeQueue({ queues }: Pick<ClusterOffer, "queues">): string {
  const open = (queues ?? []).filter(({ isOpen }) => isOpen);
  const [only, another] = open;
  return (open.find(({ isDefault }) => isDefault === true) ?? (another === undefined ? only : undefined))?.name ?? "";
}

/** The one that the account may book on. */
export function proposeAccount({ accounts }: Pick<ClusterOffer, "accounts">): string {
  const [only, another] = accounts ?? [];
  return another === undefined ? (only?.name ?? "") : "";
}

export const emptyProposal: Omit<EnvironmentProposal, "platform"> = {
  name: "",
  isTorque: false,
  workDir: "",
  queue: "",
  account: "",
  preRunScript: "",
};
