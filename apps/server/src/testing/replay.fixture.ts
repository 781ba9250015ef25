import { AppError } from "@postern/domain";
import type { RunApp } from "./run-app.fixture.ts";

/** A recorded call; the type of the recordings fits it. */
export interface ReplayedCall {
  readonly method: "POST" | "PUT";
  readonly url: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Sends recorded calls as their client would: under the id that this server gave. Each name is a run of its own,
 * and a recording of a launched run gets one that was launched.
 */
export async function replay(app: RunApp, calls: readonly ReplayedCall[], name = "once"): Promise<string> {
  const launched = typeof calls[0]?.body["workflowId"] === "string" ? await app.launch(`launched${String(name.length)}`) : undefined;
  let runId: string = launched ?? "";
  for (const call of calls) {
    const url = `/api${call.url.replace("/trace/1a2b3c4d5e6f7g", `/trace/${runId}`)}`;
    const isCreate = call.method === "POST";
    const own = isCreate ? { sessionId: `${String(call.body["sessionId"])} ${name}`, workflowId: launched ?? null } : {};
    const answer = await send(app, { method: call.method, url, body: { ...call.body, ...own } });
    if (isCreate) runId = answer;
  }
  return runId;
}

/** The id in the answer. Only the calls of a run without an id may be refused. */
async function send(app: RunApp, call: ReplayedCall): Promise<string> {
  const answer = await app.call(call);
  const expected = call.url.includes("/null/") ? 404 : 200;
  if (answer.status === expected) return String(answer.json["workflowId"]);
  throw new AppError("server.internal", `${call.url} was answered ${String(answer.status)}: ${answer.text}`);
}
