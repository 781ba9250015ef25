import type { CredentialId } from "@postern/domain";
import type { SshAddress } from "../../../channels/ssh/ssh-way.ts";

/** A host on the way to a cluster, and the SSH key for the account there. */
export interface JumpHost extends SshAddress {
  readonly credentialId: CredentialId;
}

/** What the trail keeps of the hosts on a way: nothing where there are none. */
export function jumpHostsImage(hosts: readonly JumpHost[]): Readonly<Record<string, unknown>> {
  return hosts.length === 0 ? {} : { jumpHosts: hosts.map(({ host, ...rest }) => ({ hostName: host, ...rest })) };
}
