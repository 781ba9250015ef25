/** Which of several servers does what must be done by one of them. */
export interface Leadership extends AsyncDisposable {
  /**
   * Whether this server leads now. Look again before every act on the outside: a process may have been stopped in the middle of something, and
   * another one may lead since.
   */
  readonly isLeading: boolean;
  /** Aborted when this server stops leading; `undefined` while it does not lead. */
  readonly term: AbortSignal | undefined;
  /** Begins to stand for it, once. `elected` is told each time that a term begins. */
  start(elected: () => void): void;
}

/** Of a server that is alone, as one on an embedded database is: it leads as long as it is there. */
export function aloneLeadership(): Leadership {
  const over = new AbortController();
  return {
    get isLeading() {
      return !over.signal.aborted;
    },
    term: over.signal,
    start: (elected) => elected(),
    [Symbol.asyncDispose]: () => Promise.resolve(over.abort()),
  };
}
