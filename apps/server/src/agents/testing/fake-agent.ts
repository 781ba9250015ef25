import { decodeServerMessage } from "@postern/agent-protocol";
import type { Hello, RequestMessage, ServerMessage, Welcome } from "@postern/agent-protocol";

import { dialFakeEnd } from "./fake-end.ts";
import type { FakeEnd } from "./fake-end.ts";
import { until } from "./test-gateway.ts";

export const plainHello: Hello = {
  type: "hello",
  versions: [2],
  agentVersion: "0.0.0-fake",
  instanceId: "instance-1",
  connectionId: "cluster",
  userName: "ada",
  hostName: "login1",
  workDir: "/work",
  programs: ["sbatch"],
  isYielding: false,
  // Of the first version, unless a test says otherwise.
  capabilities: [],
};

/** An agent of ours. */
export interface FakeAgent extends FakeEnd {
  readonly received: readonly ServerMessage[];
  readonly requests: readonly RequestMessage[];
  untilWelcomed(): Promise<Welcome>;
  untilRequested(count?: number): Promise<RequestMessage>;
}

/** Dials with a token; says nothing yet. */
export async function dialFake(url: string, token = "ada"): Promise<FakeAgent> {
  const received: ServerMessage[] = [];
  const requests: RequestMessage[] = [];
  const receive = (text: string): void => {
    const message = decodeServerMessage(text);
    received.push(message);
    if (message.type === "request") requests.push(message);
  };
  return {
    ...(await dialFakeEnd({ url, token, receive })),
    received,
    requests,
    untilWelcomed: () => until(() => received.find((message) => message.type === "welcome")),
    untilRequested: (count = 1) => until(() => requests[count - 1]),
  };
}

/** Dials, says hello and waits for the welcome. */
export async function connectFake(
  url: string,
  hello: Partial<Hello> = {},
  token = "ada",
): Promise<FakeAgent & { readonly welcome: Welcome }> {
  const agent = await dialFake(url, token);
  agent.send({ ...plainHello, ...hello });
  return { ...agent, welcome: await agent.untilWelcomed() };
}
