import { randomUUID } from "node:crypto";

import { capabilities, limits, protocolVersions } from "@postern/agent-protocol";
import type { Clock } from "@postern/domain";

import type { AgentSettings, Environment } from "./command-line.ts";
import { keepServing } from "./connection/keep-serving.ts";
import { OperationDesk } from "./operations/operation-desk.ts";
import { createPolicy } from "./policy.ts";
import { readTrust } from "./trust.ts";
import { openWorkDir } from "./work-dir.ts";

export interface AgentParts {
  readonly settings: AgentSettings;
  readonly version: string;
  readonly env: Environment;
  readonly clock: Clock;
  readonly random: () => number;
  readonly say: (line: string) => void;
}

export interface RunningAgent {
  /** Says goodbye, ends running commands, and resolves when all is closed. May be called again. */
  stop(reason: string): Promise<void>;
}

const endingMs = 6_000;

/**
 * Starts to serve; returns before the first connection stands.
 *
 * @throws setting.invalid when the work directory or the certificate file is not usable.
 */
export async function startAgent(parts: AgentParts): Promise<RunningAgent> {
  const { settings, clock } = parts;
  const trust = await readTrust({ caFile: settings.caFile });
  const channel = await openWorkDir(settings, { env: parts.env, maxConcurrent: limits.maxConcurrentRequests, clock });
  const policy = createPolicy(settings.allow);
  const { userName, hostName, workDir } = channel.peer;
  const desk = new OperationDesk({ machine: channel, policy, clock });
  const stopping = new AbortController();
  const serving = keepServing(
    {
      ...settings.server,
      proxy: settings.proxy,
      accessToken: settings.accessToken,
      trust,
      hello: {
        type: "hello",
        versions: protocolVersions,
        agentVersion: parts.version,
        instanceId: randomUUID(),
        connectionId: settings.connectionId,
        userName,
        hostName,
        workDir,
        programs: policy.programs,
        capabilities,
      },
      desk,
      files: channel,
      clock,
      random: parts.random,
      say: parts.say,
    },
    stopping.signal,
  );
  return {
    stop: async (reason) => {
      stopping.abort(reason);
      await serving;
      await channel[Symbol.asyncDispose]();
      // Ending a command takes its time: TERM, then KILL for those that will not listen.
      await desk.untilIdle(endingMs);
    },
  };
}
