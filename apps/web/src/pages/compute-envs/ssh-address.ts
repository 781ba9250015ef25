/** A host and the account there, as they stand in a form. */
export interface SshAddressValues {
  readonly hostName: string;
  readonly port: string;
  readonly userName: string;
}

export type SshAddressProblems = Partial<Record<keyof SshAddressValues, string>>;

/** @param what the host is: "login node" */
export function sshAddressProblems({ hostName, port, userName }: SshAddressValues, what: string): SshAddressProblems {
  const problems: SshAddressProblems = {};
  if (hostName.trim() === "") problems.hostName = `The name of the ${what} is needed.`;
  else if (/[\s/@]|^[^:]+:\d+$/.test(hostName.trim()))
    problems.hostName = "Only the name of the host: the user name and the port have their own fields.";
  if (!/^[1-9]\d{0,4}$/.test(port.trim()) || Number(port) > 65_535) problems.port = "A port is a number from 1 to 65535.";
  if (userName.trim() === "") problems.userName = "The name of the account is needed.";
  return problems;
}

export const sshAddressMembers = ({ hostName, port, userName }: SshAddressValues) => ({
  hostName: hostName.trim(),
  port: Number(port),
  userName: userName.trim(),
});
