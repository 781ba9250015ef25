import { AppError } from "@postern/domain";
import type { CredentialId, ManagedKeyId, UserId, WorkspaceId } from "@postern/domain";
import { given } from "../../given.ts";
import type { EnvironmentConfig } from "../../features/compute-envs/environment.ts";

/** With what the server signs in by SSH, without the key: a credential of a place, or the key of one person. */
export interface SshSignIn {
  /** Of either. */
  readonly credentialId: CredentialId;
  /** Another one after each change of what is sealed. */
  readonly revision: number;
  readonly ownerUserId: UserId;
  readonly workspaceId: WorkspaceId | null;
  /** The same id for the key of a person: then nobody acts with it but `ownerUserId`. */
  readonly managedKeyId?: ManagedKeyId;
}

/** One host on the way to a cluster, and who one is there. */
export interface SshWayHop {
  readonly host: string;
  readonly port: number;
  readonly userName: string;
  readonly isJumpHost: boolean;
  readonly signIn: SshSignIn;
}

/** The same without what opens it. `userName` is empty where each person has an account of their own, and this one has none. */
export type SshHost = Omit<SshWayHop, "signIn">;

/** The hosts on the way, the cluster's own last. One at least. */
export type SshWay = readonly [SshWayHop, ...SshWayHop[]];

/** A host and the account there. */
export type SshAddress = Pick<SshWayHop, "host" | "port" | "userName">;

/** A jump host, with what opens it. */
export type SshJump = SshAddress & Pick<SshWayHop, "signIn">;

const usualPort = 22;
/** Names, addresses of both kinds, and what people put into `/etc/hosts`. */
const hostName = /^(?!-)[A-Za-z0-9._:-]{1,255}$/;
/** Nothing that a server would read as something else; centres have names with `@` and dots. */
const userName = /^(?!-)[^\s\p{C}:/]{1,100}$/u;

/** A host and an account as people write them. */
export interface WrittenAddress {
  readonly hostName?: string | null | undefined;
  readonly port?: number | null | undefined;
  readonly userName?: string | null | undefined;
}

/**
 * The host and the account that somebody wrote.
 *
 * @param at where they stand in the request: `computeEnv.config`
 * @throws request.invalid naming the member that is missing or cannot be.
 */
export function readSshAddress(written: WrittenAddress, at: string): SshAddress {
  const login = readSshHost(written, `${at}.`);
  return { ...login, userName: readSshAccount(written.userName, `${at}.userName`) };
}

/** The host alone, where somebody else says who one is there. @param before what stands before the names of members */
export function readSshHost({ hostName: name, port }: Omit<WrittenAddress, "userName">, before = ""): Pick<SshAddress, "host" | "port"> {
  const host = required(name, { field: `${before}hostName`, what: "the host to sign in to", form: hostName });
  return { host: host.toLowerCase(), port: port ?? usualPort };
}

/** Who one is on a host. */
export function readSshAccount(name: string | null | undefined, field: string): string {
  return required(name, { field, what: "the account there", form: userName });
}

/** The cluster's own host, and who one is there. @throws as `readSshAddress` */
export function readLoginAddress(config: EnvironmentConfig): SshAddress {
  return readSshAddress(config, "computeEnv.config");
}

/** The way that the settings of an environment, its jump hosts in their order and its credential describe. @throws as `readSshAddress` */
export function readSshWay(config: EnvironmentConfig, signIn: SshSignIn, jumps: readonly SshJump[] = []): SshWay {
  const login = { ...readLoginAddress(config), isJumpHost: false, signIn };
  const [first, ...more] = jumps.map((jump): SshWayHop => ({ ...jump, isJumpHost: true }));
  return first === undefined ? [login] : [first, ...more, login];
}

interface Wanted {
  readonly field: string;
  readonly what: string;
  readonly form: RegExp;
}

function required(value: string | null | undefined, { field, what, form }: Wanted): string {
  const text = given(value)?.trim();
  if (text === undefined) {
    throw new AppError("request.invalid", `${field} is missing: an SSH credential needs ${what}.`, { fields: [field] });
  }
  if (form.test(text)) return text;
  throw new AppError("request.invalid", `${field} cannot be ${what}.`, { fields: [field] });
}
