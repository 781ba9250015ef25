/** How much the sender of one stream may still send before the other side has taken more. One sender at a time waits. */
export class StreamCredit {
  #bytes = 0;
  #ended: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  grant(bytes: number): void {
    this.#bytes += bytes;
    this.#wakeUp();
  }

  /** Whoever waits, and whoever comes, is told why the stream is over. */
  end(error: unknown): void {
    this.#ended ??= { error };
    this.#wakeUp();
  }

  /** Waits until something may be sent; how much of `wanted` that is. Throws what the stream was ended with. */
  async take(wanted: number): Promise<number> {
    while (this.#bytes === 0 && this.#ended === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#ended !== undefined) throw this.#ended.error;
    const taken = Math.min(this.#bytes, wanted);
    this.#bytes -= taken;
    return taken;
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
