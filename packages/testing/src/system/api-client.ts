export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

/** A client of the HTTP interface with a personal access token, such as any program outside is. */
export class ApiClient {
  readonly url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.url = url;
    this.#token = token;
  }

  /** One call; any status is an answer. @throws when the server cannot be reached. */
  async ask(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { authorization: `Bearer ${this.#token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) };
    const response = await fetch(`${this.url}${path}`, { method, headers, ...json });
    const text = await response.text();
    const isJson = (response.headers.get("content-type") ?? "").includes("application/json");
    return { status: response.status, headers: response.headers, body: isJson && text !== "" ? JSON.parse(text) : text };
  }

  async get<Body>(path: string): Promise<Body> {
    return this.#expectSuccess<Body>("GET", path);
  }

  async post<Body>(path: string, body?: unknown): Promise<Body> {
    return this.#expectSuccess<Body>("POST", path, body);
  }

  async delete(path: string): Promise<void> {
    await this.#expectSuccess<unknown>("DELETE", path);
  }

  /** As `get`, but `undefined` while the server cannot be reached: it may be starting. */
  async getIfReachable<Body>(path: string): Promise<Body | undefined> {
    try {
      return await this.get<Body>(path);
    } catch (error) {
      if (error instanceof TypeError) return undefined; // what `fetch` throws for a connection that failed
      throw error;
    }
  }

  async #expectSuccess<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.ask(method, path, body);
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`${method} ${path} answered ${String(answer.status)}: ${JSON.stringify(answer.body)}`);
    }
    return answer.body as Body;
  }
}
