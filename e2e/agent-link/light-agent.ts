import { randomUUID } from "node:crypto";

import { agentConnectPath, protocolVersions } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";

import { keepServing } from "../../apps/agent/src/connection/keep-serving.ts";
import type { Machine } from "../../apps/agent/src/operations/machine.ts";
import { OperationDesk } from "../../apps/agent/src/operations/operation-desk.ts";
import { createPolicy } from "../../apps/agent/src/policy.ts";
import type { FileMachine } from "../../apps/agent/src/streams/served-stream.ts";
import type { LedgerOfActs } from "./ledger-of-acts.ts";

/** No streams: there are no files. */
export const lightCapabilities = ["resume", "cancel"] as const;
export const noFiles = {} as FileMachine;

export interface LightAgentOptions {
  readonly connectionId: string;
  readonly port: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly acts: LedgerOfActs;
  /** How long an act takes, at most. */
  readonly maxActMs: number;
}

export interface LightAgent extends AsyncDisposable {
  readonly instanceId: string;
  /** Whether it gave up, which no server and no network can make it do. */
  readonly hasEnded: boolean;
}

/** The real agent, from its dial to its answers, on a machine whose commands only take time and are written down. */
export function startLightAgent(options: LightAgentOptions): LightAgent {
  const { clock, connectionId, port, random } = options;
  const instanceId = randomUUID();
  const origin = `http://127.0.0.1:${String(port)}`;
  const names = { agentVersion: "0.0.0-light", userName: "ada", hostName: "login1", workDir: "/work" };
  const hello = {
    type: "hello",
    versions: protocolVersions,
    instanceId,
    connectionId,
    ...names,
    programs: ["job"],
    capabilities: lightCapabilities,
  } as const;
  const desk = new OperationDesk({ machine: machineOf(options, instanceId), policy: createPolicy(["job"]), clock });
  const connectUrl = `${origin.replace("http", "ws")}${agentConnectPath}`;
  const parts = {
    origin,
    connectUrl,
    accessToken: "ada",
    trust: undefined,
    hello,
    desk,
    files: noFiles,
    clock,
    random,
    say: () => undefined,
  };
  const stopping = new AbortController();
  let hasEnded = false;
  const serving = keepServing(parts, stopping.signal).finally(() => (hasEnded = true));
  return {
    instanceId,
    get hasEnded() {
      return hasEnded;
    },
    [Symbol.asyncDispose]: () => {
      stopping.abort("the test is over");
      return serving;
    },
  };
}

function machineOf({ acts, clock, maxActMs, random }: LightAgentOptions, instanceId: string): Machine {
  const notHere = (): Promise<never> => Promise.reject(new AppError("file.failed", "There are no files here."));
  const files = { readFile: notHere, tail: notHere, writeFile: notHere, stat: notHere, list: notHere, makeDirectory: notHere };
  return {
    ...files,
    run: async ({ words: [, token = ""] }, options) => {
      const signal = options?.signal;
      acts.done(token, instanceId);
      await clock.sleep(random() * maxActMs, signal);
      signal?.throwIfAborted();
      return { exitCode: 0, stdout: token, stderr: "" };
    },
  };
}
