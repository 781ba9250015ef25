import { request as plainRequest } from "node:http";
import type { IncomingMessage } from "node:http";
import { request as secureRequest } from "node:https";

export interface TestCall {
  readonly method?: string;
  /** With `token`: as Bearer. */
  readonly token?: string;
  /** Name and value, as the server sent it. */
  readonly cookie?: string;
  readonly origin?: string;
  /** Sent as JSON; `raw` sends bytes as they are. */
  readonly body?: unknown;
  readonly raw?: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** PEM of the authority to trust. */
  readonly ca?: string;
}

export interface TestReply {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Buffer;
  readonly text: string;
  /** The parsed body; an empty object when there is none. */
  readonly json: TestBody;
}

/** Members of answers that tests look at one by one. */
export interface TestBody {
  readonly message?: string;
  readonly code?: string;
  readonly id?: string;
  readonly fields?: readonly string[];
  readonly accessKey?: string;
  readonly token?: { readonly id: number };
  readonly tokens?: readonly { readonly id: number; readonly name: string }[];
  readonly credentialsId?: string;
  readonly workflowId?: string;
  /** A list, or one with its keys. */
  readonly credentials?: readonly { readonly id: string; readonly name: string }[] & { readonly keys?: object };
  readonly script?: string;
  readonly agents?: readonly { readonly connectionId: string; readonly isUnclaimed: boolean }[];
  readonly paths?: Readonly<Record<string, Readonly<Record<string, object>>>>;
}

/** One HTTP call as a client makes it, with nothing added, so that tests can send what `fetch` refuses to. */
export function call(url: string, options: TestCall = {}): Promise<TestReply> {
  const bytes = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const { protocol, hostname, port, origin } = new URL(url);
  const send = protocol === "https:" ? secureRequest : plainRequest;
  // As it stands: a parsed address has lost the dots that somebody hostile would send.
  const address = { hostname, port, path: url.slice(origin.length) || "/" };
  const headers = headersOf(options, bytes);
  return new Promise((resolve, reject) => {
    const request = send({ ...address, method: options.method ?? "GET", headers, agent: false, ca: options.ca });
    request.on("error", reject);
    request.on("response", (response) => {
      readReply(response).then(resolve, reject);
    });
    request.end(bytes);
  });
}

function headersOf(options: TestCall, bytes: Uint8Array | string | undefined): Record<string, string | number> {
  return {
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
    ...(options.origin === undefined ? {} : { origin: options.origin }),
    ...(bytes === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(bytes) }),
    ...options.headers,
  };
}

async function readReply(response: IncomingMessage): Promise<TestReply> {
  const { statusCode: status = 0, headers } = response;
  // A stream has no end to wait for.
  if (headers["content-type"]?.startsWith("text/event-stream") === true) {
    response.destroy();
    return { status, headers, bytes: Buffer.alloc(0), text: "", json: {} };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const text = bytes.toString("utf8");
  const isJson = headers["content-type"]?.startsWith("application/json") === true && text !== "";
  return { status, headers, bytes, text, json: isJson ? (JSON.parse(text) as TestBody) : {} };
}
