import { spawn } from "node:child_process";

import { dialFakeEnd } from "../../testing/fake-end.ts";
import type { FakeEnd } from "../../testing/fake-end.ts";
import { until } from "../../testing/test-gateway.ts";

type Message = Readonly<Record<string, unknown>>;

export const plainInfo = { "@type": "info", userName: "ada", workDir: "/tmp", agentVersion: "0.5.5" };

/** The incumbent's end of a socket that does only what the test tells it to. It answers pings, as every library does. */
export interface FakeLegacyAgent extends FakeEnd {
  readonly received: readonly Message[];
  /** Commands of the server, in their order; the first is its question for the name of the machine. */
  untilCommand(count: number): Promise<{ readonly id: string; readonly command: string }>;
  /** Runs a command by `sh` and answers it. */
  obey(count: number): Promise<void>;
  /** Answers a command at once, as if it had printed this text. */
  pretend(count: number, text: string): Promise<void>;
}

/** Dials with a token; says nothing yet. Rejects with the status of a refusal. */
export async function dialLegacy(port: number, connectionId = "cluster", token = "ada", autoPong = true): Promise<FakeLegacyAgent> {
  const url = `ws://127.0.0.1:${String(port)}/api/agent/${connectionId}/connect`;
  const received: Message[] = [];
  const commands: { readonly id: string; readonly command: string }[] = [];
  const receive = (text: string): void => {
    const message = JSON.parse(text) as Message;
    received.push(message);
    if (message["@type"] === "command-request") commands.push({ id: String(message["id"]), command: String(message["command"]) });
  };
  const end = await dialFakeEnd({ url, token, receive, options: { autoPong, perMessageDeflate: true } });
  const { send } = end;
  const untilCommand = (count: number): ReturnType<FakeLegacyAgent["untilCommand"]> => until(() => commands[count - 1]);
  return {
    ...end,
    received,
    untilCommand,
    obey: async (count) => {
      const { id, command } = await untilCommand(count);
      send({ "@type": "command-response", id, ...(await outputOf(command)) });
    },
    pretend: async (count, text) => {
      const { id, command } = await untilCommand(count);
      const mark = /^t=(?<mark>\w+)$/m.exec(command)?.groups?.["mark"] ?? "";
      const lines = [
        `${mark} done 0 ${String(text.length)} 0 whole here`,
        Buffer.from(text).toString("base64"),
        `${mark} stderr`,
        `${mark} end`,
      ];
      send({ "@type": "command-response", id, result: Buffer.from(`\n${lines.join("\n")}\n`).toString("base64"), exitStatus: 0 });
    },
  };
}

/** Dials, says who it is, and tells the name of its machine. */
export async function connectLegacy(
  port: number,
  options: { readonly info?: object; readonly token?: string; readonly autoPong?: boolean } = {},
): Promise<FakeLegacyAgent> {
  const agent = await dialLegacy(port, "cluster", options.token, options.autoPong);
  agent.send({ ...plainInfo, ...options.info });
  await agent.obey(1);
  return agent;
}

async function outputOf(command: string): Promise<{ readonly result: string; readonly exitStatus: number }> {
  const child = spawn("sh", ["-c", command], { stdio: ["ignore", "pipe", "inherit"] });
  const parts: Buffer[] = [];
  child.stdout.on("data", (bytes: Buffer) => parts.push(bytes));
  const exitStatus = await new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 137)));
  return { result: Buffer.concat(parts).toString("base64"), exitStatus };
}
