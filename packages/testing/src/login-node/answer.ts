import type { QueueModel } from "./queue-model.ts";

/** One call of a command, as the node sees it. */
export interface Call {
  readonly program: string;
  readonly words: readonly string[];
  readonly stdin: string;
  readonly workDir: string;
}

export interface Answer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Numbers of jobs to begin, and process groups to end. */
  readonly start?: readonly number[];
  readonly kill?: readonly number[];
}

/** The commands of one scheduler: what a call does to the queue, and what is said about it. */
export type Commands = Readonly<Record<string, (call: Call, model: QueueModel) => Answer>>;

export const said = (stdout: string): Answer => ({ exitCode: 0, stdout, stderr: "" });
export const failed = (exitCode: number, stderr: string, stdout = ""): Answer => ({ exitCode, stdout, stderr });

/** The value after an option word, the last one where it stands twice. */
export function valueOf(words: readonly string[], option: string): string | undefined {
  const at = words.lastIndexOf(option);
  return at === -1 ? undefined : words[at + 1];
}
