/** One program with its arguments. Words, never a shell line. */
export interface CommandRequest {
  readonly words: readonly [string, ...string[]];
  /** The program is ended, with its children, when it takes longer. */
  readonly timeoutMs: number;
  readonly stdin?: string;
  /** Absolute. Default: the work directory of the channel. */
  readonly workDir?: string;
  /**
   * It only asks: it changes nothing, ends soon and leaves no process behind. A channel may have it answered quicker, where what a login shell
   * has set may be some minutes old.
   */
  readonly isQuestion?: boolean;
  /** Longest stdout and stderr kept, each. Default 1 MiB. More is cut and `isCut` says so. */
  readonly maxOutputBytes?: number;
}

/** What a program answered. A non-zero exit is an answer, not an error. */
export interface CommandResult {
  /** 128 + signal number when a signal ended the program. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly isCut?: boolean;
}
