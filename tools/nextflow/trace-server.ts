import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it came in. `call` is the last word of the path: create, begin, progress, heartbeat, complete. */
export interface TraceRequest {
  readonly method: string;
  readonly call: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: TraceBody;
}

export interface TraceBody {
  readonly [field: string]: unknown;
  readonly workflow: Record<string, unknown>;
  readonly tasks: readonly Record<string, unknown>[];
  readonly progress: Record<string, unknown>;
}

export interface TraceAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

type Answer = (request: TraceRequest, before: readonly TraceRequest[]) => TraceAnswer | undefined | Promise<TraceAnswer | undefined>;

export const ANSWERED_ID = "1a2b3c4d5e6f7g";

/** The far end of the trace protocol on a real socket. It remembers what it was told; `answer` may spoil an answer. */
export class TraceServer implements AsyncDisposable {
  readonly requests: TraceRequest[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const text = Buffer.concat(chunks).toString("utf8");
      const call = url.pathname.split("/").at(-1) ?? "";
      const method = request.method ?? "";
      const seen = { method, call, path: url.pathname, query: url.search, headers: request.headers, text, body: toBody(text) };
      void this.#reply(seen, response);
    });
  });
  readonly #answer: Answer;

  private constructor(answer: Answer) {
    this.#answer = answer;
  }

  static async start(answer: Answer = () => undefined): Promise<TraceServer> {
    const server = new TraceServer(answer);
    await new Promise<void>((resolve) => server.#http.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#http.address() as AddressInfo).port)}`;
  }

  get calls(): readonly string[] {
    return this.requests.map((request) => request.call);
  }

  of(call: string): readonly TraceRequest[] {
    return this.requests.filter((request) => request.call === call);
  }

  /** Tasks as last reported, by number. */
  get tasks(): ReadonlyMap<unknown, Record<string, unknown>> {
    return new Map(this.of("progress").flatMap(({ body }) => body.tasks.map((task) => [task["taskId"], task] as const)));
  }

  /** Resolves when `isMet` holds; looks again after each request. */
  async until(isMet: (server: TraceServer) => boolean): Promise<void> {
    while (!isMet(this)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  async #reply(request: TraceRequest, response: ServerResponse): Promise<void> {
    const before = [...this.requests];
    this.requests.push(request);
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();

    const spoilt = await this.#answer(request, before);
    const usual = { workflowId: ANSWERED_ID, watchUrl: `${this.url}/watch/${ANSWERED_ID}`, status: "OK" };
    response.writeHead(spoilt?.status ?? 200, { "content-type": "application/json", ...spoilt?.headers });
    response.end(JSON.stringify(spoilt?.body ?? usual));
  }
}

function toBody(text: string): TraceBody {
  return JSON.parse(text) as TraceBody;
}
