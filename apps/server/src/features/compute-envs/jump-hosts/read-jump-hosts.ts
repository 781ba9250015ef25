import type { JumpHosts } from "@postern/contracts";
import { toCredentialId } from "@postern/domain";
import { refuseTwice } from "../../../channels/ssh/refuse-twice.ts";
import { readLoginAddress, readSshAddress } from "../../../channels/ssh/ssh-way.ts";
import type { SshAddress } from "../../../channels/ssh/ssh-way.ts";
import type { EnvironmentConfig } from "../environment.ts";
import type { JumpHost } from "./jump-host.ts";

/**
 * The jump hosts of a request, for an environment with such settings. No host is passed twice.
 *
 * @throws request.invalid naming the member at fault, as `jumpHosts.0.hostName`.
 */
export function readJumpHosts(wanted: JumpHosts, config: EnvironmentConfig): readonly JumpHost[] {
  const hosts = toJumpHosts(wanted);
  refuseRepeatedHosts(hosts, config);
  return hosts;
}

/** The same where the settings do not name the host of the cluster. */
export function toJumpHosts(wanted: JumpHosts): readonly JumpHost[] {
  return wanted.map((written, index) => ({
    ...readSshAddress(written, `jumpHosts.${String(index)}`),
    credentialId: toCredentialId(written.credentialsId),
  }));
}

/** The same for hosts that were set before, when the host of the cluster changes. @throws request.invalid naming the member at fault. */
export function refuseRepeatedHosts(hosts: readonly SshAddress[], config: EnvironmentConfig): void {
  if (hosts.length > 0) refuseTwice([...hosts, readLoginAddress(config)]);
}
