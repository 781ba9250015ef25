/** Listens to the live events as an open page does, and keeps what it hears. */
export class LiveListener implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  #heard = "";

  constructor({ url, token }: { readonly url: string; readonly token: string }) {
    this.#done = this.#listen(`${url}/api/postern/v1/events`, token);
  }

  /** Everything so far, byte for byte. */
  get heard(): string {
    return this.#heard;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #listen(url: string, token: string): Promise<void> {
    try {
      const { body } = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: this.#stop.signal });
      for await (const chunk of body ?? []) this.#heard += Buffer.from(chunk).toString();
    } catch {
      // Broken off by us, or by the end of the server: what was heard until then counts.
    }
  }
}
