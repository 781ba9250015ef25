import { fieldStandings } from "../record/name-places.ts";
import type { SchedulerForms } from "../record/name-places.ts";

/** `Name=value` of scontrol. */
const standing = fieldStandings({
  words: /^JobState$/,
  ids: /^(?:(?:Array|Het)?JobId|JobName|UserId|GroupId|Account|QOS|Partition|BatchHost|Reservation|WCKey)$/,
  texts:
    /^(?:Reason|\w*Time\w*|\w*TRES|ExitCode|DerivedExitCode|Deadline|Priority|Nice|Requeue|Restarts|BatchFlag|Reboot|Num\w+|Min\w+|CPUs\/Task|ReqB:S:C:T|Socks\/Node|NtasksPerN:B:S:C|CoreSpec|OverSubscribe|Contiguous|LastSchedEval|Scheduler|SecsPreSuspend|DelayBoot|KillOInInvalidDependent|Power)$/,
});

/** A name, our marker, and the state of what is called so. With bounds, or a long line of blanks would be tried in every way. */
const marked = String.raw`^(?<id>[^|\n]{0,300}?)\*?[^\S\n]{0,40}\|postern\|(?<word>[^|\n]*`;

export const slurmForms: SchedulerForms = {
  programs: {
    // Then limits, which are numbers.
    sinfo: { places: [{ pattern: new RegExp(`${marked}.*)$`, "dgm") }] },
    // Then an exit code, which a job may have for its number.
    squeue: {
      places: [{ pattern: new RegExp(`${marked}(?:\\|[\\d:]*(?=\\|))?)`, "dgm") }, { pattern: /^(?<id>\d+) (?<word>[A-Z_]+)[^\S\n]*$/dgm }],
    },
    sacct: { places: [{ pattern: /^(?<id>[^|\n]+)\|postern\|(?<word>[A-Z_]+\+?)(?: by (?<idUser>[^|\n]+))?(?=\|)/dgm }] },
    sacctmgr: { places: [{ pattern: /^(?<idAccount>[^|\n]+)\|(?<idQualities>[^|\n]*)$/dgm }] },
    scontrol: {
      places: [
        { pattern: /^(?<wordController>Slurmctld\(\w+\) at) (?<id>.+?) (?<word>is (?:UP|DOWN))/dgm },
        { pattern: /(?<![\w:/])(?<key>[A-Za-z][\w:/]*)=(?<value>.*?)(?=\s[^\S\n]{0,8}[A-Za-z][\w:/]*=|$)/dgm, standing },
      ],
    },
  },
  messages: [
    { pattern: /^(?<word>slurm\S* \d\S*)/dgm },
    { pattern: /(?<word>Invalid job id specified|Unable to contact slurm controller|accounting storage is disabled)/dgi },
    { pattern: /(?<word>You are not running a supported accounting_storage plugin)/dgi },
  ],
};
