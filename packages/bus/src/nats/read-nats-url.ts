import { AppError } from "@postern/domain";

export interface NatsAddress {
  /** `host:port`. */
  readonly servers: readonly string[];
  readonly isEncrypted: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Alone: a token in place of user and password. */
  readonly token: string | undefined;
  /** What the subjects of this installation begin with. */
  readonly prefix: string;
}

/**
 * `nats://[USER:PASSWORD@|TOKEN@]HOST[:PORT][,HOST[:PORT]…][/PREFIX]`, or `tls://…` for an encrypted connection.
 *
 * @throws setting.invalid which does not quote the URL: it holds a password.
 */
export function readNatsUrl(text: string): NatsAddress {
  const parts = /^(?<scheme>nats|tls):\/\/(?:(?<account>[^@/]*)@)?(?<hosts>[^@/]+)(?:\/(?<prefix>[A-Za-z0-9_-]*))?$/.exec(text)?.groups;
  if (parts === undefined) throw unreadable();
  const { scheme, account = "", hosts = "", prefix = "" } = parts;
  const servers = hosts.split(",");
  if (!servers.every((host) => hostPattern.test(host))) throw unreadable();
  return { servers, isEncrypted: scheme === "tls", ...readAccount(account), prefix: prefix === "" ? "postern" : prefix };
}

const hostPattern = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/;

function readAccount(account: string): Pick<NatsAddress, "user" | "password" | "token"> {
  const colon = account.indexOf(":");
  if (colon >= 0) return { user: decode(account.slice(0, colon)), password: decode(account.slice(colon + 1)), token: undefined };
  return { user: undefined, password: undefined, token: account === "" ? undefined : decode(account) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unreadable();
  }
}

function unreadable(): AppError {
  return new AppError(
    "setting.invalid",
    "The bus setting must read nats://[USER:PASSWORD@]HOST[:PORT][/PREFIX], or tls://… for an encrypted connection.",
  );
}
