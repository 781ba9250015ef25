/** A shell on a cluster, whichever way leads to it. */
export interface ShellPort {
  /**
   * Has `sh` run a script, and gives all that it printed: what the script wrote on its stdout, and around it whatever else
   * came by that way. A script ends by itself some seconds after its limit at the latest.
   *
   * Errors: see `CommandChannel`. Scripts of one operation are asked for one after the other.
   */
  run(script: ShellScript, timeoutMs: number): Promise<Uint8Array>;
}

/** A function `postern` for `sh`; nothing happens before `call` is read behind it. */
export interface ShellScript {
  readonly text: string;
  readonly call: "postern";
}

/** One program to run, with bytes on both sides. */
export interface ShellCommand {
  readonly words: readonly [string, ...string[]];
  /** Absolute. */
  readonly workDir: string;
  readonly stdin?: Uint8Array | undefined;
  readonly timeoutMs: number;
  /** Of each stream. */
  readonly maxOutputBytes: number;
}

/** How a program ended, and what it printed. */
export interface ShellResult {
  readonly exitCode: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly isCut: boolean;
}
