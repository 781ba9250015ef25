import { createHmac, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { AppError, toSchedulerJobId } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { schedulerKinds } from "@postern/schedulers";
import { renderAllJobs, renderOwnJobs, renderSiteReadings, withoutNames, writeRecording } from "@postern/schedulers/record";
import type { RecordedKind } from "@postern/schedulers/record";
import type { CommandChannel } from "@postern/transport";
import { openLocalChannel } from "@postern/transport/local";
import type { Command } from "commander";
import { namesHere } from "../recording/names-here.ts";
import { findKind, takeRecording } from "../recording/take-recording.ts";
import type { Terminal } from "../terminal.ts";

interface Options {
  readonly scheduler?: string;
  readonly out: string;
  readonly job: readonly string[];
  readonly keep: readonly string[];
  readonly allUsers?: boolean;
  readonly dryRun?: boolean;
}

const shownWords = 400;

/** `postern record`: runs on a login node, asks the scheduler what a server asks, and writes the answers down without names. */
export function addRecordCommand(program: Command, terminal: Terminal): void {
  program
    .command("record")
    .description("record how the scheduler of this machine answers, without names, as a file for Postern's tests")
    .requiredOption("--out <file>", "where the recording is written; it must not be there yet")
    .option("--scheduler <kind>", `one of ${recordedKinds().join(", ")}; found by its programs when it is left out`)
    .option("--job <id...>", "also these jobs, such as ones that have ended", [])
    .option("--all-users", "also lists the jobs of everybody and asks for the status of some, where you have none yourself")
    .option("--keep <word...>", "words that are no names and may stay", [])
    .option("--dry-run", "only show the commands for the site; none changes anything")
    .action(async (options: Options) => record(options, terminal));
}

async function record(options: Options, terminal: Terminal): Promise<void> {
  await using channel = await openLocalChannel({ workDir: tmpdir(), env: process.env, clock: new SystemClock() });
  const kind = options.scheduler === undefined ? await findKind(channel) : readKind(options.scheduler);
  const { username: userName } = userInfo();
  if (options.dryRun === true) {
    const readings = [
      ...renderSiteReadings(kind, userName),
      renderOwnJobs(kind, userName),
      ...(options.allUsers === true ? [renderAllJobs(kind)] : []),
    ];
    for (const { command } of readings) terminal.out(`${command.words.join(" ")}\n`);
    terminal.out("and then the status of jobs that are listed\n");
    return;
  }
  const replaced = await write({ channel, kind, userName, options, terminal });
  terminal.out(`${options.out} is written. ${String(replaced.length)} words and numbers have stand-ins there:\n`);
  terminal.out(`  ${replaced.slice(0, shownWords).join(" ")}\n`);
  terminal.out("Read the file before you give it away. A word in this list that is none of your names can be kept with --keep.\n");
}

interface Writing {
  readonly channel: CommandChannel;
  readonly kind: RecordedKind;
  readonly userName: string;
  readonly options: Options;
  readonly terminal: Terminal;
}

/** @returns what has a stand-in there */
async function write({ channel, kind, userName, options, terminal }: Writing): Promise<readonly string[]> {
  const names = await namesHere(channel);
  const taken = await takeRecording({
    ...{ channel, kind, userName, jobs: options.job.map(toSchedulerJobId), isOfAll: options.allUsers === true },
    tell: (words) => terminal.out(`asking: ${words.join(" ")}\n`),
  });
  const { keep } = options;
  const { readings, replaced } = withoutNames(taken.readings, { kind, userName, jobs: taken.jobs, names, keep, hash: hashOnce() });
  await writeNew(options.out, writeRecording(kind, readings));
  return replaced;
}

/** Under a key that is gone when this has ended. */
function hashOnce(): (text: string) => Uint8Array {
  const key = randomBytes(32);
  return (text) => createHmac("sha256", key).update(text).digest();
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    throw new AppError("request.invalid", `${path} cannot be written: it is there already, or its folder is not.`, {
      fields: ["out"],
      cause: error,
    });
  }
}

function readKind(word: string): RecordedKind {
  const kind = recordedKinds().find((one) => one === word);
  if (kind !== undefined) return kind;
  throw new AppError("request.invalid", `There is no scheduler "${word}"; there are ${recordedKinds().join(", ")}.`, {
    fields: ["scheduler"],
  });
}

function recordedKinds(): readonly RecordedKind[] {
  return schedulerKinds.filter((kind) => kind !== "local");
}
