import type { CommandResult } from "@postern/domain";

import { isSameJob } from "../is-same-job.ts";
import { xmlElements, xmlText } from "../xml.ts";

/** One job of `qstat -f`. */
export interface PbsJob {
  readonly id: string;
  readonly state: string;
  /** What PBS says of it: why it waits, or how it went. */
  readonly comment: string;
  readonly holdTypes: string;
  readonly exitStatus: number | undefined;
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
  return [...text.matchAll(/^Job Id: ?(\S+)[^\S\n]*\n((?:[^\S\n].*\n)*)[^\S\n]*\n/gm)].flatMap(([, id, body = ""]) => {
    const fields = new Map([...body.matchAll(/^[^\S\n]+([\w.]+) = ?(.*)$/gm)].map((match) => [match[1] ?? "", (match[2] ?? "").trim()]));
    return toJob((name) => fields.get(name), id);
  });
}

function toJob(read: (name: string) => string | undefined, id: string | undefined): readonly PbsJob[] {
  const state = read("job_state");
  if (id === undefined || !/^\d+(\[\d*\])?(\.[\w.-]+)?(@[\w.-]+)?$/.test(id) || state === undefined || state === "") return [];
  const exit = read("Exit_status") ?? read("exit_status") ?? "";
  return [
    {
      id,
      state,
      comment: read("comment") ?? "",
      holdTypes: read("Hold_Types") ?? "",
      exitStatus: /^-?\d+$/.test(exit) ? Number(exit) : undefined,
      estimatedStart: read("estimated.start_time"),
    },
  ];
}

/** Whether PBS said of this job that it does not know it (any more), or has it in its history only. */
export function isDenied({ stderr, stdout }: CommandResult, job: string): boolean {
  const said = `${stderr}\n${stdout}`.matchAll(
    /(?:Unknown Job Id(?: Error)?:? +(?<unknown>[\w.[\]@-]+)|(?<![\w.[\]@-])(?<finished>[\w.[\]@-]+) +Job has finished)/gi,
  );
  return [...said].some(({ groups }) => isSameJob(groups?.["unknown"] ?? groups?.["finished"] ?? "", job));
}
