import { between, busAddress, downloadAddress, listenAddress, oneOf, proxyAddress, sha256Sum } from "./setting-problems.ts";

/** How a setting is read, shown and checked. One list makes the flag, the environment name, the file key and the reference page. */
export interface SettingDefinition {
  /** Key in the TOML file; `--key` is the flag, `POSTERN_KEY` the environment name. */
  readonly key: string;
  readonly kind: "text" | "integer" | "flag";
  readonly fallback: string | number | boolean;
  /** One sentence for the reference page. */
  readonly about: string;
  /** Form of the value on the reference page. */
  readonly form: string;
  /** Why a value is refused; `undefined` when it is good. */
  readonly problem?: (value: string | number | boolean) => string | undefined;
}

/** Form and check of a limit that may be lifted. */
const limit = { kind: "integer", form: "0 … 1000000", problem: between(0, 1_000_000) } as const;

export const settingDefinitions = [
  {
    key: "data-dir",
    kind: "text",
    fallback: "",
    form: "DIR",
    about: "Folder of everything that the server keeps: database, keys, certificates.",
  },
  {
    key: "listen",
    kind: "text",
    fallback: "127.0.0.1:8000",
    form: "HOST:PORT",
    about: "Address to listen on. Port 0 takes a free one.",
    problem: listenAddress,
  },
  {
    key: "public-url",
    kind: "text",
    fallback: "",
    form: "URL",
    about: "Address under which browsers, agents and Nextflow reach the server. Default: the address it listens on.",
  },
  {
    key: "tls",
    kind: "text",
    fallback: "off",
    form: "off | self-signed | CERT,KEY",
    about: "Encryption of the listening socket. `self-signed` makes a certificate authority in the data folder.",
  },
  {
    key: "database",
    kind: "text",
    fallback: "",
    form: "sqlite:PATH | postgresql://…",
    about: "Where data is kept. Default: postern.db in the data folder.",
  },
  {
    key: "bus",
    kind: "text",
    fallback: "in-process",
    form: "in-process | nats://[USER:PASSWORD@]HOST[:PORT][/PREFIX] | tls://…",
    about:
      "How the parts of the server tell each other news. Through NATS, those of several servers do; see guides/several-servers.md. The address holds a password: keep it out of the command line.",
    problem: busAddress,
  },
  {
    key: "key-file",
    kind: "text",
    fallback: "",
    form: "PATH",
    about:
      "Key file that seals secrets; mode 600. Default: keys/vault.key in the data folder. The seal `passphrase` has its file beside it, with .sealed at the end of its name.",
  },
  {
    key: "vault-seal",
    kind: "text",
    fallback: "key-file",
    form: "key-file | environment | passphrase",
    about: "Where the master keys come from. `./postern keys seal` moves them from one to another; see guides/keys.md.",
    problem: oneOf("key-file", "environment", "passphrase"),
  },
  {
    key: "passphrase-file",
    kind: "text",
    fallback: "",
    form: "PATH | -",
    about:
      "File whose first line is the passphrase of the seal `passphrase`; mode 600. `-` reads it from standard input. Without one the server starts sealed, and is unsealed on its page /unseal.",
  },
  {
    key: "log-level",
    kind: "text",
    fallback: "info",
    form: "debug | info | warn | error | silent",
    about: "How much is logged on standard error.",
    problem: oneOf("debug", "info", "warn", "error", "silent"),
  },
  {
    key: "poll-seconds",
    kind: "integer",
    fallback: 30,
    form: "1 … 3600",
    about: "Seconds between two questions to one scheduler about all unfinished runs there; one that answers slowly is asked more seldom.",
    problem: between(1, 3600),
  },
  {
    key: "agent-heartbeat-seconds",
    kind: "integer",
    fallback: 20,
    form: "1 … 300",
    about: "Seconds between heartbeats of an agent; three missed ones end the connection.",
    problem: between(1, 300),
  },
  {
    key: "audit-retention-days",
    kind: "integer",
    fallback: 365,
    form: "0 … 36500",
    about: "Days that the audit trail is kept; what is older is removed within a day. 0 keeps it for ever.",
    problem: between(0, 36_500),
  },
  {
    key: "local-environments",
    kind: "flag",
    fallback: false,
    form: "true | false",
    about: "Whether administrators may run pipelines on the server's own machine, under its own account.",
  },
  {
    key: "organization-founders",
    kind: "text",
    fallback: "everybody",
    form: "everybody | administrators",
    about: "Who may create organizations. Whoever creates one owns it.",
    problem: oneOf("everybody", "administrators"),
  },
  {
    key: "account-makers",
    kind: "text",
    fallback: "owners",
    form: "owners | administrators",
    about:
      "Who makes accounts for people who have none, by inviting them: owners of organizations and administrators, or administrators only. Whoever invites gets the link, and vouches for the address.",
    problem: oneOf("owners", "administrators"),
  },
  {
    key: "personal-workspaces",
    kind: "flag",
    fallback: true,
    form: "true | false",
    about: "Whether people may also work outside organizations, in a workspace of their own. What is there stays when it is switched off.",
  },
  {
    key: "token-max-days",
    kind: "integer",
    fallback: 0,
    form: "0 … 3650",
    about:
      "Days that a personal access token works at most after it was made or rotated, those that are there already included. 0: no limit.",
    problem: between(0, 3650),
  },
  { ...limit, key: "max-members", fallback: 10_000, about: "People in one organization, collaborators included. 0: no limit." },
  { ...limit, key: "max-workspaces", fallback: 1000, about: "Workspaces in one organization. 0: no limit." },
  { ...limit, key: "max-teams", fallback: 1000, about: "Teams in one organization. 0: no limit." },
  { ...limit, key: "max-participants", fallback: 1000, about: "Members and teams in one workspace. 0: no limit." },
  { ...limit, key: "max-custom-roles", fallback: 100, about: "Roles of its own in one organization. 0: no limit." },
  {
    ...limit,
    key: "max-active-runs",
    fallback: 0,
    about: "Launched runs that wait or work at one time, in all workspaces of one organization. 0: no limit.",
  },
  {
    key: "requests-per-second",
    kind: "integer",
    fallback: 50,
    form: "0 … 100000",
    about:
      "Requests a second that one token may send, over ten seconds; a person with all their tokens twice as many, an address of which nobody is known four times as many. Telemetry is not counted. 0: no limit.",
    problem: between(0, 100_000),
  },
  {
    key: "trusted-proxies",
    kind: "text",
    fallback: "",
    form: "ADDRESS[/BITS],…",
    about: "Proxies in front of the server. Only their word on where a request comes from is taken, for limits and for the audit trail.",
  },
  {
    key: "ssh-from",
    kind: "text",
    fallback: "",
    form: "ADDRESS,…",
    about:
      "Addresses that clusters see of this server. They stand as from=… in the line for authorized_keys, so that a stolen SSH key signs in from nowhere else.",
  },
  {
    key: "environment-check-hours",
    kind: "integer",
    fallback: 6,
    form: "0 … 720",
    about:
      "Hours between two checks of a compute environment that nobody asks for; sooner after trouble. They send no job. 0: none. See guides/check-of-an-environment.md.",
    problem: between(0, 720),
  },
  {
    key: "credential-checks",
    kind: "flag",
    fallback: true,
    form: "true | false",
    about:
      "Whether the server asks providers by itself whether credentials are good: when they are saved, and every half day. Asking on demand is always possible.",
  },
  {
    key: "outbound-reach",
    kind: "text",
    fallback: "private",
    form: "public | private | local",
    about:
      "Where the server connects to when a user names the address, as of a Git host or a registry: public addresses only, private networks too, or its own machine, too. Link-local and metadata addresses of clouds never.",
    problem: oneOf("public", "private", "local"),
  },
  {
    key: "outbound-proxy",
    kind: "text",
    fallback: "",
    form: "http://HOST:PORT",
    about: "Proxy that the server connects through to addresses that users name, but for those of private networks.",
    problem: proxyAddress,
  },
  {
    key: "trusted-authorities",
    kind: "text",
    fallback: "",
    form: "PATH",
    about: "PEM file of certificate authorities that the server trusts when it connects to others, besides those that the machine knows.",
  },
  {
    key: "metrics-token-file",
    kind: "text",
    fallback: "",
    form: "PATH",
    about:
      "File whose first line is the token, of 16 letters or more, that opens GET /metrics to whoever sends it as `Authorization: Bearer …`; mode 600. Without it there are no metrics; see guides/metrics.md.",
  },
  { key: "web-dir", kind: "text", fallback: "", form: "DIR", about: "Folder of the built pages. Default: those of this installation." },
  {
    key: "agent-dir",
    kind: "text",
    fallback: "",
    form: "DIR",
    about: "Folder of the agent executables. Default: those of this installation.",
  },
  {
    key: "tw-agent-url",
    kind: "text",
    fallback: "https://github.com/seqeralabs/tower-agent/releases/download/v0.5.5/tw-agent-linux-x86_64",
    form: "URL",
    about: "Where the script for `tw-agent` fetches it. For clusters that do not reach GitHub, or for another version: a copy of yours.",
    problem: downloadAddress,
  },
  {
    key: "tw-agent-checksum",
    kind: "text",
    fallback: "",
    form: "SHA-256 as 64 hexadecimal digits",
    about: "SHA-256 of that file: the script runs no other one. Without it the script shows the sum of what came, for a person to compare.",
    problem: sha256Sum,
  },
] as const satisfies readonly SettingDefinition[];

/**
 * What is read from the environment and is no setting: arguments and settings files are seen by too many.
 *
 * @public read by the page of settings, tools/checks/settings.mjs.
 */
export const secretVariables = [
  {
    name: "POSTERN_VAULT_KEYS",
    about:
      "The master keys for the seal `environment`, as `./postern keys seal environment` writes them. Taken out of the environment at once.",
  },
] as const;

export type SettingKey = (typeof settingDefinitions)[number]["key"];
