import { parseArgs } from "node:util";

import { connectionIdProblem } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";

import { readProxy } from "./proxy.ts";
import type { Proxy } from "./proxy.ts";
import { readServerAddress } from "./server-address.ts";
import type { ServerAddress } from "./server-address.ts";

/** Everything a person may say to an agent. */
export interface AgentSettings {
  readonly connectionId: string;
  readonly server: ServerAddress;
  /** On the way to the server; `undefined` for none. */
  readonly proxy: Proxy | undefined;
  readonly accessToken: string;
  /** As given: may be relative. */
  readonly workDir: string;
  readonly isWorkDirMade: boolean;
  readonly caFile: string | undefined;
  /** Programs allowed on top of the default list. */
  readonly allow: readonly string[];
  /** What the person should know and may ignore. */
  readonly warnings: readonly string[];
}

export type CommandLine =
  | { readonly wants: "help" }
  | { readonly wants: "version" }
  | { readonly wants: "serve"; readonly settings: AgentSettings };

export type Environment = Readonly<Record<string, string | undefined>>;

export const helpText = `Usage: postern-agent <connection-id> --url URL [--work-dir DIR] [options]

Connects this account to a Postern server. It dials out; nothing needs to reach it.
The access token is read from TOWER_ACCESS_TOKEN.

  <connection-id>        the agent connection ID of the credential
  -u, --url URL          address of the server, with or without /api (TOWER_API_ENDPOINT)
  -w, --work-dir DIR     an existing folder; default ~/work (TW_AGENT_WORK, TW_AGENT_WORKDIR, TOWER_AGENT_WORK)
      --create-work-dir  make that folder when it does not exist
      --ca FILE          also trust the certificates in this PEM file, besides those of this machine
      --allow PROGRAM    let the server start this program too ('*': any); may be repeated
      --insecure         send the token over plain http to another machine
  -t, --access-token T   the token; other users of this machine can read it there, so prefer the variable
  -h, --help             this text
  -V, --version          the version

A proxy is taken from https_proxy (or all_proxy), but for hosts in no_proxy.

Exit status: 0 ended by a signal, 2 wrong arguments or no work directory. Nothing that the server or the network does ends it.
`;

/**
 * Reads arguments and environment, which are those of `tw-agent` and some more.
 *
 * @throws setting.invalid with a sentence for the person.
 */
export function readCommandLine(args: readonly string[], env: Environment): CommandLine {
  const { values, positionals } = parse(args);
  if (values.help === true) return { wants: "help" };
  if (values.version === true) return { wants: "version" };

  const url = values.url ?? env["TOWER_API_ENDPOINT"];
  if (url === undefined || url === "") throw invalid("The address of the server is missing: give --url or set TOWER_API_ENDPOINT.");
  const server = readServerAddress(url, { isInsecureAllowed: values.insecure === true });
  const { proxy, warnings } = readProxy(server.connectUrl, env);
  const settings = {
    connectionId: readConnectionId(positionals),
    server,
    proxy,
    accessToken: readToken(values["access-token"] ?? env["TOWER_ACCESS_TOKEN"]),
    workDir: values["work-dir"] ?? defaultWorkDir(env),
    isWorkDirMade: values["create-work-dir"] === true,
    caFile: values.ca,
    allow: values.allow ?? [],
    warnings: [...warningsFor(values), ...warnings],
  };
  return { wants: "serve", settings };
}

const optionTable = {
  url: { type: "string", short: "u" },
  "work-dir": { type: "string", short: "w" },
  "access-token": { type: "string", short: "t" },
  "create-work-dir": { type: "boolean" },
  ca: { type: "string" },
  allow: { type: "string", multiple: true },
  insecure: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "V" },
} as const;

type Values = ReturnType<typeof parse>["values"];

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: optionTable, allowPositionals: true, strict: true });
  } catch (error) {
    // The message of parseArgs names the option and never its value.
    throw invalid(error instanceof Error ? error.message : "The arguments cannot be read.", error);
  }
}

function readConnectionId(positionals: readonly string[]): string {
  const [connectionId, ...rest] = positionals;
  if (connectionId === undefined) throw invalid("The connection ID is missing: postern-agent <connection-id> --url URL");
  if (rest.length > 0) throw invalid(`One connection ID is wanted; there are ${String(positionals.length)} words.`);
  const problem = connectionIdProblem(connectionId);
  if (problem !== undefined) throw invalid(problem);
  return connectionId;
}

function readToken(given: string | undefined): string {
  const token = given?.trim() ?? "";
  if (token === "") throw invalid("The access token is missing: export TOWER_ACCESS_TOKEN=<your token>.");
  if (!/^[\x21-\x7e]+$/.test(token)) throw invalid("The access token holds characters that no token has. Copy it again.");
  return token;
}

function defaultWorkDir(env: Environment): string {
  const named = env["TW_AGENT_WORK"] ?? env["TW_AGENT_WORKDIR"] ?? env["TOWER_AGENT_WORK"];
  if (named !== undefined && named !== "") return named;
  const home = env["HOME"];
  if (home === undefined || home === "") throw invalid("The work directory is missing: give --work-dir.");
  return `${home}/work`;
}

function warningsFor(values: Values): readonly string[] {
  const token = "the access token stands on the command line, where others can read it; prefer TOWER_ACCESS_TOKEN";
  const insecure = "--insecure: the access token may travel in the clear";
  return [...(values["access-token"] === undefined ? [] : [token]), ...(values.insecure === true ? [insecure] : [])];
}

function invalid(message: string, cause?: unknown): AppError {
  return new AppError("setting.invalid", message, cause === undefined ? {} : { cause });
}
