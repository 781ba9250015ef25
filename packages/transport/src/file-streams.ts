/** Which file is read. Two readings with the same identity and times were of the same content, as far as a file system can tell. */
export interface FileIdentity {
  /** The number that the file system knows the file by; `unknown` over an agent of the first version. */
  readonly identity: string;
  /** When it was opened. A file that is written to meanwhile may give more. */
  readonly sizeBytes: number;
  /** In ms since 1970. */
  readonly modifiedAt: number;
}

export interface ReadingOptions {
  /** Where to begin; default 0. Behind the end there is nothing, which is no error. */
  readonly offset?: number;
  /** Default: to the end, wherever it is when the reader comes to it. */
  readonly maxBytes?: number;
}

/**
 * A file that is being read, piece by piece, as fast as whoever iterates takes the pieces and no faster.
 *
 * Iterated once, by one reader. Throws what `CommandChannel` names: after `agent.gone` the bytes that came are good, and a new
 * reading may go on at the offset behind them, if its `file` is still the same. Whoever opened it disposes of it, at any time:
 * that ends it on the other side too.
 */
export interface FileReading extends AsyncDisposable, AsyncIterable<Uint8Array> {
  readonly file: FileIdentity;
  /** Where the first piece begins. */
  readonly offset: number;
}

/**
 * A file that is being written beside its path, and takes its place in one step.
 *
 * `write` resolves when the other side has room for more; one call at a time. Disposed of without `commit`, nothing has happened.
 */
export interface FileWriting extends AsyncDisposable {
  /** Throws `file.failed`, `agent.gone`: it is over then, and nothing stands at the path that was not there before. */
  write(bytes: Uint8Array): Promise<void>;
  /** Readers see the new content from here on, also after a power cut. When `agent.gone` is thrown it MAY have happened. */
  commit(): Promise<void>;
}
