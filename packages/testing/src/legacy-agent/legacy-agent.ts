import { setTimeout as sleep } from "node:timers/promises";

import { WebSocket } from "ws";

import { runShellCommand } from "./run-shell-command.ts";

/** Of tw-agent 0.5.5. */
const agentVersion = "0.5.5";
const minApiVersion = [1, 8];
const reconnectMs = 2_000;
const connectTimeoutMs = 5_000;
const readTimeoutMs = 10_000;
const maxFrameBytes = 10_485_760;
const duplicateCode = 4000;
const authenticateAgainCode = 4001;

export interface LegacyAgentOptions {
  readonly connectionId: string;
  readonly token: string;
  /** With `/api`, without a trailing slash. */
  readonly url: string;
  readonly workDir: string;
  readonly userName: string;
  readonly heartbeatMs: number;
  readonly say: (line: string) => void;
}

/** Ends the program, with this code. */
class Unrecoverable extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Does what tw-agent 0.5.5 does, its faults included: a fixed pause of two seconds, a check of the token at each connect whose every
 * failure ends it, an end for good on close code 4000, no deadline for anything but the connect, one command at a time with ears
 * closed meanwhile, an error on a message of a kind that it does not know. Resolves with its exit code.
 */
export async function runLegacyAgent(options: LegacyAgentOptions): Promise<number> {
  const agent = new LegacyAgent(options);
  try {
    return await agent.run();
  } catch (error) {
    options.say(`ERROR ${String(error)}`);
    return error instanceof Unrecoverable ? error.exitCode : 1;
  } finally {
    agent.stop();
  }
}

class LegacyAgent {
  readonly #options: LegacyAgentOptions;
  readonly #heartbeats: NodeJS.Timeout;
  readonly #ended = Promise.withResolvers<never>();
  #socket: WebSocket | undefined;

  constructor(options: LegacyAgentOptions) {
    this.#options = options;
    this.#ended.promise.catch(() => undefined);
    this.#heartbeats = setInterval(() => {
      if (this.#socket?.readyState === WebSocket.OPEN) this.#send({ "@type": "heartbeat" });
    }, options.heartbeatMs);
  }

  async run(): Promise<never> {
    for (;;) {
      if (this.#socket?.readyState !== WebSocket.OPEN && (await this.#isServerFine())) await this.#connect();
      await Promise.race([sleep(reconnectMs), this.#ended.promise]);
    }
  }

  stop(): void {
    clearInterval(this.#heartbeats);
    this.#socket?.terminate();
  }

  /** A server that cannot be reached is waited for; one that does not like the token ends the agent, whatever it says. */
  async #isServerFine(): Promise<boolean> {
    const { say, url } = this.#options;
    let apiVersion: unknown;
    try {
      const answer = await this.#get("/service-info");
      const { serviceInfo } = (await answer.json()) as { readonly serviceInfo?: { readonly apiVersion?: unknown } };
      apiVersion = serviceInfo?.apiVersion;
    } catch (error) {
      say(`ERROR the API endpoint ${url} is not available: ${String(error)}`);
      return false;
    }
    if (typeof apiVersion === "string" && isOlder(apiVersion)) throw new Unrecoverable(`the server runs API version ${apiVersion}`);
    try {
      await this.#get("/user");
    } catch (error) {
      throw new Unrecoverable(`invalid TOWER_ACCESS_TOKEN: ${String(error)}`);
    }
    return true;
  }

  async #get(path: string): Promise<Response> {
    const { token, url } = this.#options;
    const answer = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(readTimeoutMs),
    });
    if (!answer.ok) throw new Error(`${path} answered ${String(answer.status)}`);
    return answer;
  }

  async #connect(): Promise<void> {
    const { connectionId, say, token, url } = this.#options;
    if (!url.startsWith("https:")) throw new Unrecoverable(`the server ${url} is not secure`);
    say("connecting");
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/agent/${connectionId}/connect`, {
      headers: { authorization: `Bearer ${token}` },
      handshakeTimeout: connectTimeoutMs,
      maxPayload: maxFrameBytes,
    });
    const opened = new Promise<boolean>((resolve) => {
      socket.once("open", () => resolve(true));
      socket.once("error", (error) => {
        say(`ERROR ${error.message}`);
        resolve(false);
      });
    });
    socket.on("close", (code) => this.#closed(code));
    if (!(await opened)) return;
    socket.on("error", () => undefined);
    this.#socket = socket;
    // Until then it would take no command.
    socket.on("message", (data: Buffer) => void this.#receive(socket, data.toString()));
    say("connected");
    this.#send({ "@type": "info", userName: this.#options.userName, workDir: this.#options.workDir, agentVersion });
  }

  #closed(code: number): void {
    this.#options.say(code === authenticateAgainCode ? "closed to authenticate again" : `closed with ${String(code)}`);
    if (code === duplicateCode) this.#ended.reject(new Unrecoverable("another agent is active for this user and connection ID", 255));
  }

  async #receive(socket: WebSocket, text: string): Promise<void> {
    const message = JSON.parse(text) as Readonly<Record<string, unknown>>;
    switch (message["@type"]) {
      case "heartbeat":
        this.#options.say("heartbeat");
        return;
      case "command-request":
        await this.#execute(socket, String(message["id"]), String(message["command"]));
        return;
      default:
        this.#options.say("ERROR a message of an unknown kind");
        socket.close(1011);
    }
  }

  // In the handler of its messages: neither the next one nor a ping is heard until the command has ended.
  async #execute(socket: WebSocket, id: string, command: string): Promise<void> {
    socket.pause();
    const { result, exitStatus } = await runShellCommand(command, this.#options.say);
    socket.resume();
    const bytes = Buffer.from(result).toString("base64");
    // To the connection of now, which may be another one.
    this.#send({ "@type": "command-response", id, result: bytes, exitStatus, resultAsString: result });
  }

  #send(message: object): void {
    this.#socket?.send(JSON.stringify(message), () => undefined);
  }
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [minMajor = 0, minMinor = 0] = minApiVersion;
  return major < minMajor || (major === minMajor && minor < minMinor);
}
