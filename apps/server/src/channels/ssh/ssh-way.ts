import { AppError } from "@postern/domain";
import type { CredentialId, UserId, WorkspaceId } from "@postern/domain";
import { given } from "../../given.ts";
import type { EnvironmentConfig } from "../../features/compute-envs/environment.ts";

/** A credential with which the server signs in by SSH, without its key. */
export interface SshSignIn {
  readonly credentialId: CredentialId;
  /** Another one after each change of what is sealed. */
  readonly revision: number;
  readonly ownerUserId: UserId;
  readonly workspaceId: WorkspaceId | null;
}

/** One host on the way to a cluster, and who one is there. */
export interface SshWayHop {
  readonly host: string;
  readonly port: number;
  readonly userName: string;
  readonly isJumpHost: boolean;
  readonly signIn: SshSignIn;
}

/** The hosts on the way, the cluster's own last. One at least. */
export type SshWay = readonly [SshWayHop, ...SshWayHop[]];

const usualPort = 22;
const at = "computeEnv.config";
/** Names, addresses of both kinds, and what people put into `/etc/hosts`. */
const hostName = /^(?!-)[A-Za-z0-9._:-]{1,255}$/;
/** Nothing that a server would read as something else; centres have names with `@` and dots. */
const userName = /^(?!-)[^\s\p{C}:/]{1,100}$/u;

/**
 * The host and the account that the settings of an environment name.
 *
 * @throws request.invalid naming the setting that is missing or cannot be.
 */
export function readSshAddress(config: EnvironmentConfig): Pick<SshWayHop, "host" | "port" | "userName"> {
  const host = required(config.hostName, { member: "hostName", what: "the host to sign in to", form: hostName });
  const user = required(config.userName, { member: "userName", what: "the account there", form: userName });
  return { host: host.toLowerCase(), port: config.port ?? usualPort, userName: user };
}

/** The way that the settings of an environment and its credential describe. @throws as `readSshAddress` */
export function readSshWay(config: EnvironmentConfig, signIn: SshSignIn): SshWay {
  return [{ ...readSshAddress(config), isJumpHost: false, signIn }];
}

interface Wanted {
  readonly member: "hostName" | "userName";
  readonly what: string;
  readonly form: RegExp;
}

function required(value: string | undefined, { member, what, form }: Wanted): string {
  const field = `${at}.${member}`;
  const text = given(value)?.trim();
  if (text === undefined) {
    throw new AppError("request.invalid", `${field} is missing: an SSH credential needs ${what}.`, { fields: [field] });
  }
  if (form.test(text)) return text;
  throw new AppError("request.invalid", `${field} cannot be ${what}.`, { fields: [field] });
}
