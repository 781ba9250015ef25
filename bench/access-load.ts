import { Agent, request } from "node:http";
import { pause } from "./processes.ts";

/** What `access-bench-server.ts` says of itself. */
export interface BenchServer {
  readonly url: string;
  readonly openUrl: string;
  readonly token: string;
  readonly emails: readonly string[];
  readonly password: string;
}

export interface Call {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Some of something a second, for so long. */
export interface Pace {
  readonly perSecond: number;
  readonly forMs: number;
}

/** The small request of somebody with a token. */
export function smallRequest({ url, token }: BenchServer): Call {
  return { url: `${url}/api/user-info`, headers: { authorization: `Bearer ${token}` } };
}

/** Requests a second over some connections that each ask again as soon as they are answered. */
export async function throughput(call: Call, { connections, forMs }: { connections: number; forMs: number }): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const startedAt = performance.now();
  let answered = 0;
  const work = async (): Promise<void> => {
    while (performance.now() - startedAt < forMs) {
      await send(call, agent);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  agent.destroy();
  return (answered * 1000) / (performance.now() - startedAt);
}

/** Milliseconds of each of many requests that are sent whether or not the earlier ones are answered. */
export async function latencies(call: Call, pace: Pace): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true });
  const times = await paced(pace, async () => {
    const startedAt = performance.now();
    await send(call, agent);
    return performance.now() - startedAt;
  });
  agent.destroy();
  return times;
}

/** People sign in, each from a place of their own. `round`: another one has other places. */
export async function signInAll({ url, emails, password }: BenchServer, round: number, pace: Pace): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  let number = 0;
  await paced(pace, () => {
    number += 1;
    const from = `10.${String(round)}.${String(number >> 8)}.${String(number & 255)}`;
    const email = emails[number % emails.length] ?? "";
    return send({ url: `${url}/api/postern/v1/session`, headers: { "x-forwarded-for": from }, body: { email, password } }, agent);
  });
  agent.destroy();
}

// Each at a random moment of its slot: two even paces would march in step, and always meet in the same way.
async function paced<Value>({ perSecond, forMs }: Pace, act: () => Promise<Value>): Promise<Value[]> {
  const slotMs = 1000 / perSecond;
  const begun: Promise<Value>[] = [];
  const startedAt = performance.now();
  for (let slot = 0; slot * slotMs < forMs; slot += 1) {
    await pause(Math.max(0, startedAt + (slot + Math.random()) * slotMs - performance.now()));
    begun.push(act());
  }
  return Promise.all(begun);
}

function send({ url, headers, body }: Call, agent: Agent): Promise<void> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const more = text === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: text === undefined ? "GET" : "POST", headers: { ...headers, ...more }, agent }, (response) => {
      response.resume();
      response.on("end", () => {
        if (response.statusCode === 200) resolve();
        else reject(new RangeError(`${url} answered ${String(response.statusCode)}.`));
      });
    });
    sent.on("error", reject);
    sent.end(text);
  });
}
