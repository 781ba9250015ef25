import type { ManagedJumpHost } from "@postern/contracts";
import { refuseTwice } from "../../channels/ssh/refuse-twice.ts";
import { readSshHost } from "../../channels/ssh/ssh-way.ts";
import type { WrittenAddress } from "../../channels/ssh/ssh-way.ts";
import type { StoredIdentity } from "./managed-identity.ts";

/** Where a managed identity leads, and what is passed on the way. */
type ManagedWay = Pick<StoredIdentity, "host" | "port" | "jumpHosts">;

interface WrittenWay extends Omit<WrittenAddress, "userName"> {
  readonly jumpHosts?: readonly ManagedJumpHost[] | null | undefined;
}

/** @throws request.invalid naming the member at fault, as `jumpHosts.0.hostName`. */
export function readManagedWay({ jumpHosts: written, ...address }: WrittenWay): ManagedWay {
  const login = readSshHost(address);
  const jumpHosts = (written ?? []).map((jump, index) => readSshHost(jump, `jumpHosts.${String(index)}.`));
  refuseTwice([...jumpHosts, login]);
  return { ...login, jumpHosts };
}

export function isSameWay(old: ManagedWay, next: ManagedWay): boolean {
  return isSamePlace(old, next) && JSON.stringify(namesOf(old.jumpHosts)) === JSON.stringify(namesOf(next.jumpHosts));
}

/** The same login node, by whatever hosts. */
export function isSamePlace(old: ManagedWay, next: ManagedWay): boolean {
  return old.host === next.host && old.port === next.port;
}

const namesOf = (hosts: ManagedWay["jumpHosts"]) => hosts.map(({ host, port }) => [host, port]);
