import { AppError } from "@postern/domain";
import type { Limits } from "@postern/domain";
import type { LogLevel, Settings } from "@postern/runtime";
import type { Secret } from "@postern/vault";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { OutboundReach } from "./outbound/address-rules.ts";

/** How the socket is encrypted. */
export type TlsMode =
  | { readonly kind: "off" }
  | { readonly kind: "self-signed" }
  | { readonly kind: "files"; readonly certPath: string; readonly keyPath: string };

/** Settings as the server uses them: typed, with every default filled in. */
export interface ServerSettings {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** Undefined: the address that it listens on. */
  readonly publicUrl: string | undefined;
  readonly tls: TlsMode;
  readonly databaseUrl: string;
  /** `in-process`, or the address of NATS with its password. */
  readonly bus: string;
  readonly keyFile: string;
  readonly vaultSeal: "key-file" | "environment" | "passphrase";
  /** `-`: standard input. Undefined: nobody has said the passphrase yet. */
  readonly passphraseFile: string | undefined;
  /** What the entry point took out of the environment. */
  readonly vaultKeys?: Secret | undefined;
  /** What the audit trail remembers outside of the database. */
  readonly witnessFile: string;
  readonly logLevel: LogLevel;
  readonly pollMs: number;
  readonly heartbeatMs: number;
  /** 0: for ever. */
  readonly auditRetentionDays: number;
  readonly allowsLocalEnvironments: boolean;
  /** Where and with which environment commands run on the server's own machine, where that is allowed. */
  readonly localMachine: { readonly workDir: string; readonly env: Readonly<Record<string, string | undefined>> };
  readonly hasPersonalWorkspaces: boolean;
  readonly whoFoundsOrganizations: "everybody" | "administrators";
  readonly whoMakesAccounts: "owners" | "administrators";
  /** Null: tokens may live for ever. */
  readonly maxTokenLifeMs: number | null;
  readonly limits: Limits;
  /** Requests a second that one token may send; 0: any number. */
  readonly requestsPerSecond: number;
  /** Addresses and networks of proxies in front of the server. */
  readonly trustedProxies: readonly string[];
  /** Addresses that clusters see of this server. */
  readonly sshFrom: readonly string[];
  /** Between two checks of an environment that nobody asks for. 0: none. */
  readonly environmentCheckMs: number;
  /** Whether credentials are checked without anybody asking. */
  readonly checksCredentials: boolean;
  /** Where the server connects to when a user names the address. */
  readonly outboundReach: OutboundReach;
  /** Undefined: none. */
  readonly outboundProxy: string | undefined;
  /** PEM of authorities to trust besides those of the machine; undefined: none. */
  readonly authoritiesFile: string | undefined;
  /** Whose first line opens the metrics; undefined: nobody reads them. */
  readonly metricsTokenFile: string | undefined;
  readonly webDir: string;
  readonly agentDir: string;
  readonly twAgent: TwAgentSource;
}

/** Where the incumbent's agent is fetched from. */
export interface TwAgentSource {
  readonly url: string;
  /** Undefined: nobody has said which file it must be. */
  readonly sha256: string | undefined;
}

const maxPort = 65_535;
const installation = fileURLToPath(new URL("../../..", import.meta.url));

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `environment` is that of the process; commands on the server's own machine inherit it, but for our settings.
 *
 * @throws setting.invalid naming the setting.
 */
export function toServerSettings(settings: Settings, environment: Environment = {}): ServerSettings {
  const text = (key: keyof Settings): string => String(settings[key]);
  if (text("data-dir") === "") throw invalid("data-dir", "Name the data folder: --data-dir DIR.");
  const dataDir = resolve(text("data-dir"));
  const { host, port } = splitListen(text("listen"));
  return {
    dataDir,
    host,
    port,
    publicUrl: toPublicUrl(text("public-url")),
    tls: toTlsMode(text("tls")),
    bus: text("bus"),
    databaseUrl: text("database") === "" ? `sqlite:${join(dataDir, "postern.db")}` : text("database"),
    ...toSealSettings(text, dataDir),
    witnessFile: join(dataDir, "audit.witness"),
    logLevel: text("log-level") as LogLevel,
    pollMs: Number(settings["poll-seconds"]) * 1000,
    heartbeatMs: Number(settings["agent-heartbeat-seconds"]) * 1000,
    auditRetentionDays: Number(settings["audit-retention-days"]),
    allowsLocalEnvironments: settings["local-environments"] === true,
    localMachine: { workDir: dataDir, env: withoutOwnSettings(environment) },
    hasPersonalWorkspaces: settings["personal-workspaces"] === true,
    whoFoundsOrganizations: settings["organization-founders"] === "administrators" ? "administrators" : "everybody",
    whoMakesAccounts: settings["account-makers"] === "administrators" ? "administrators" : "owners",
    maxTokenLifeMs: settings["token-max-days"] === 0 ? null : Number(settings["token-max-days"]) * 86_400_000,
    limits: toLimits(settings),
    requestsPerSecond: Number(settings["requests-per-second"]),
    trustedProxies: toNetworks(text("trusted-proxies")),
    sshFrom: toAddresses(text("ssh-from")),
    environmentCheckMs: Number(settings["environment-check-hours"]) * 3_600_000,
    checksCredentials: settings["credential-checks"] === true,
    outboundReach: text("outbound-reach") as OutboundReach,
    outboundProxy: given(text("outbound-proxy")),
    authoritiesFile: toPath(text("trusted-authorities")),
    metricsTokenFile: toPath(text("metrics-token-file")),
    webDir: text("web-dir") === "" ? join(installation, "apps/web/dist") : resolve(text("web-dir")),
    agentDir: text("agent-dir") === "" ? join(installation, "apps/agent/dist") : resolve(text("agent-dir")),
    twAgent: toTwAgentSource(text("tw-agent-url"), given(text("tw-agent-checksum"))),
  };
}

// It runs as the person who pastes the script: somebody between could hand out another one.
function toTwAgentSource(url: string, sha256: string | undefined): TwAgentSource {
  if (url.startsWith("http:") && sha256 === undefined) {
    throw invalid("tw-agent-url", "Over http, tw-agent is fetched with --tw-agent-checksum only: name that too, or use https.");
  }
  return { url, sha256 };
}

function given(value: string): string | undefined {
  return value === "" ? undefined : value;
}

function toPath(value: string): string | undefined {
  return value === "" ? undefined : resolve(value);
}

function toSealSettings(
  text: (key: keyof Settings) => string,
  dataDir: string,
): Pick<ServerSettings, "keyFile" | "vaultSeal" | "passphraseFile"> {
  return {
    keyFile: text("key-file") === "" ? join(dataDir, "keys", "vault.key") : text("key-file"),
    vaultSeal: text("vault-seal") as ServerSettings["vaultSeal"],
    passphraseFile: text("passphrase-file") === "" ? undefined : text("passphrase-file"),
  };
}

function toLimits(settings: Settings): Limits {
  const limit = (key: keyof Settings): number | null => (settings[key] === 0 ? null : Number(settings[key]));
  return {
    members: limit("max-members"),
    workspaces: limit("max-workspaces"),
    teams: limit("max-teams"),
    participants: limit("max-participants"),
    customRoles: limit("max-custom-roles"),
    activeRuns: limit("max-active-runs"),
  };
}

function withoutOwnSettings(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("POSTERN_")));
}

function splitListen(value: string): { host: string; port: number } {
  const colon = value.lastIndexOf(":");
  const host = value.slice(0, colon).replaceAll(/[[\]]/g, "");
  const port = Number(value.slice(colon + 1));
  if (port > maxPort) throw invalid("listen", `The port ${String(port)} is not one; use 0 to ${String(maxPort)}.`);
  return { host, port };
}

function toPublicUrl(value: string): string | undefined {
  if (value === "") return undefined;
  const { origin, href } = URL.canParse(value) ? new URL(value) : { origin: "", href: "" };
  // It becomes part of scripts and headers, and a host name may hold more characters than one should meet there.
  const isPlain = /^https?:\/\/[\w.:[\]-]+$/.test(origin) && href.replace(/\/+$/, "") === origin;
  if (isPlain) return origin;
  throw invalid("public-url", "The public URL must be like https://postern.example.org, without a path.");
}

function toAddresses(value: string): readonly string[] {
  const addresses = partsOf(value);
  const wrong = addresses.find((address) => isIP(address) === 0 || address.includes("%"));
  if (wrong === undefined) return addresses;
  throw invalid("ssh-from", `${wrong} is no address. Use such as 192.0.2.7, joined by commas.`);
}

function partsOf(value: string): readonly string[] {
  const parts = value.split(",").map((part) => part.trim());
  return parts.filter((part) => part !== "");
}

function toNetworks(value: string): readonly string[] {
  const networks = partsOf(value);
  const wrong = networks.find((network) => !isNetwork(network));
  if (wrong === undefined) return networks;
  throw invalid("trusted-proxies", `${wrong} is no address or network. Use such as 127.0.0.1 or 10.1.0.0/16, joined by commas.`);
}

function isNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function toTlsMode(value: string): TlsMode {
  if (value === "off" || value === "self-signed") return { kind: value };
  const [certPath, keyPath, ...rest] = value.split(",");
  if (certPath === undefined || keyPath === undefined || rest.length > 0) {
    throw invalid("tls", "Use --tls off, --tls self-signed, or --tls CERT,KEY.");
  }
  return { kind: "files", certPath: resolve(certPath), keyPath: resolve(keyPath) };
}

function invalid(field: string, message: string): AppError {
  return new AppError("setting.invalid", message, { fields: [field] });
}
