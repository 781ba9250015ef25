/** Where a command speaks, and how it says that not all is well without an error. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** The exit code, unless an error decides it. The last call counts. */
  fail(exitCode: number): void;
}
