import type { CommandResult } from "@postern/domain";

import { isSameJob } from "../is-same-job.ts";
import { xmlElements, xmlText } from "../xml.ts";
import type { PbsDialect } from "./dialect.ts";
import { isEnd } from "./phases.ts";

/** One job of `qstat -f`. */
export interface PbsJob {
  readonly id: string;
  readonly state: string;
  /** What PBS says of it: why it waits, or how it went. */
  readonly comment: string;
  readonly holdTypes: string;
  readonly exitStatus: number | undefined;
  /** Whose exit status it is: that of Torque has a small letter. */
  readonly dialect: PbsDialect;
  readonly estimatedStart: string | undefined;
}

/**
 * The jobs of a full listing, in the form of PBS Pro and Torque, or in the XML that Torque prints for `-x`. A record that was cut,
 * so that the empty line at its end is missing, is left out: its last value would be a wrong one.
 */
export function readJobRecords({ stdout }: CommandResult): readonly PbsJob[] {
  const data = stdout.indexOf("<Data>");
  const isXml = data !== -1 && stdout.includes("<Job>", data);
  return isXml
    ? xmlElements(stdout, "Job").flatMap((text) => toJob((name) => xmlText(text, name), xmlText(text, "Job_Id")))
    : readPlain(stdout);
}

function readPlain(stdout: string): readonly PbsJob[] {
  // Long values go on in the next line, behind a tab.
  const text = stdout.replaceAll("\r\n", "\n").replaceAll("\n\t", "");
  return text.split(/^(?=Job Id: ?\S)/m).flatMap(readRecord);
}

const field = /^[^\S\n]+([\w.]+) = ?(.*)$/;

/**
 * A variable of the user may hold lines of its own, as functions do that bash exports: they stand here as they are, empty ones too. So a record
 * goes up to the next one, and the first of two fields counts, since the state stands above the variables.
 */
function readRecord(part: string): readonly PbsJob[] {
  // What follows the last line end is half a line, or none.
  const [head = "", ...lines] = part.split("\n").slice(0, -1);
  const id = /^Job Id: ?(\S+)\s*$/.exec(head)?.[1];
  const last = lines.findLastIndex((line) => field.test(line));
  const end = lines.findIndex((line, index) => index > last && line.trim() === "");
  if (id === undefined || last === -1 || end === -1) return [];
  const fields = new Map(lines.toReversed().flatMap((line) => entryOf(line)));
  const jobs = toJob((name) => fields.get(name), id);
  // Cut behind an empty line of a variable, the record of a job that has ended may lack its exit status.
  return end === last + 1 ? jobs : jobs.filter(({ exitStatus, state }) => exitStatus !== undefined || !isEnd(state));
}

function entryOf(line: string): readonly (readonly [string, string])[] {
  const [, name, value = ""] = field.exec(line) ?? [];
  return name === undefined ? [] : [[name, value.trim()]];
}

function toJob(read: (name: string) => string | undefined, id: string | undefined): readonly PbsJob[] {
  const state = read("job_state");
  if (id === undefined || !/^\d+(\[\d*\])?(\.[\w.-]+)?(@[\w.-]+)?$/.test(id) || state === undefined || state === "") return [];
  return [
    {
      id,
      state,
      comment: read("comment") ?? "",
      holdTypes: read("Hold_Types") ?? "",
      ...readExit(read("exit_status"), read("Exit_status")),
      estimatedStart: read("estimated.start_time"),
    },
  ];
}

function readExit(ofTorque: string | undefined, ofPro: string | undefined): Pick<PbsJob, "dialect" | "exitStatus"> {
  const exit = ofPro ?? ofTorque ?? "";
  return { dialect: ofTorque === undefined ? "pbs" : "torque", exitStatus: /^-?\d+$/.test(exit) ? Number(exit) : undefined };
}

/** Whether PBS said of this job that it does not know it (any more), or has it in its history only. */
export function isDenied({ stderr, stdout }: CommandResult, job: string): boolean {
  const said = `${stderr}\n${stdout}`.matchAll(
    /(?:Unknown Job Id(?: Error)?:? +(?<unknown>[\w.[\]@-]+)|(?<![\w.[\]@-])(?<finished>[\w.[\]@-]+) +Job has finished)/gi,
  );
  return [...said].some(({ groups }) => isSameJob(groups?.["unknown"] ?? groups?.["finished"] ?? "", job));
}
