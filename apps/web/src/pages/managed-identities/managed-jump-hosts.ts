import type { ManagedIdentity, ManagedJumpHost } from "@postern/contracts";
import type { JumpHostProblems } from "../compute-envs/jump-host-form.ts";
import { sshAddressProblems } from "../compute-envs/ssh-address.ts";
import type { SshAddressValues } from "../compute-envs/ssh-address.ts";

/** A host on the way as it stands in the form: who signs in there is said by the key of each person. */
export type ManagedHostLine = Pick<SshAddressValues, "hostName" | "port">;

export const managedHostLines = (hosts: ManagedIdentity["jumpHosts"]): readonly ManagedHostLine[] =>
  hosts.map(({ hostName, port }) => ({ hostName, port: String(port) }));

/** What keeps the form from being sent; empty when nothing does. */
export function managedHostProblems(lines: readonly ManagedHostLine[]): JumpHostProblems {
  const problems = lines.map((line, place) => {
    const { userName: _ofEachPerson, ...problem } = sshAddressProblems({ ...line, userName: "" }, "jump host");
    return [place, problem] as const;
  });
  return Object.fromEntries(problems.filter(([, problem]) => Object.keys(problem).length > 0));
}

export const managedHostsRequest = (lines: readonly ManagedHostLine[]): ManagedJumpHost[] =>
  lines.map(({ hostName, port }) => ({ hostName: hostName.trim(), port: Number(port) }));
