import { fieldStandings } from "../record/name-places.ts";
import type { SchedulerForms } from "../record/name-places.ts";

/** Fields of jobs, of ended jobs and of queues, and the elements of XML. */
const standing = fieldStandings({
  words: /^(?:state|initial_state|qtype|exit_status)$/,
  ids: /^(?:JB_job_number|JB_name|JB_owner|queue_name|job_?number|job_?name|owner|uid|group|gid|project|department|account|qname|host(?:name|list)|sge_o_(?:host|log_name)|granted_pe|pe_list)$/,
  texts:
    /^(?:JAT_prio|\w+_time|slots|tasks|taskid|merge|notify|restart|rerun|jobshare|job_type|priority|failed|ru_\w+|cpu|mem|iow?|maxvmem|arid|usage|error reason|scheduling info|(?:hard|soft) resource_list|seq_no|nsuspend|\w+_interval|processors|shell_start_mode|[sh]_\w+)$/,
});

const field = { pattern: /^(?<key>[a-z_]\w*(?: [a-z_]+)*)(?:[^\S\n]+\d+(?=:))?:?[^\S\n]+(?<value>\S.*(?:\\\n.*)*)$/dgm, standing };

/** Number, priority, name, owner, state, date and time, and where it runs. */
const tableRow = {
  pattern:
    /^[^\S\n]*(?<id>\d+)[^\S\n]+\d+[.,]\d+[^\S\n]+(?<idName>\S.{0,99}?)[^\S\n]+(?<idOwner>\S+)[^\S\n]+(?<word>[A-Za-z]{1,6})[^\S\n]+\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}[^\S\n]+\d\d:\d\d\S*(?:[^\S\n]+(?<idQueue>\S+@\S+))?/dgm,
};

export const gridEngineForms: SchedulerForms = {
  programs: {
    qstat: {
      places: [
        { pattern: /\[(?<idUser>\d+):(?<idProcess>\d+)\]/dg },
        { pattern: /<(?<key>\w+)(?:\s[^>]*)?>(?<value>[^<\n]*)<\/(?<word>\w+)>/dg, standing },
        { pattern: /<\/?(?<word>\w+(?:\s+state="\w+")?)/dg },
        field,
        tableRow,
      ],
    },
    qacct: { places: [field] },
    qconf: {
      places: [{ pattern: /^(?<word>no project list defined)/dgm }, { pattern: /^(?<id>[^\s:]+)[^\S\n]*$/dgm }, field],
    },
  },
  messages: [
    { pattern: /^(?<word>[A-Z][\w/-]* v?\d\S*)/dgm },
    { pattern: /^(?<word>Following jobs do not exist(?: or permissions are not sufficient)?):?\s+(?<id>\S+)/dgim },
    { pattern: /\b(?<key>job id) (?<id>\S+) (?<word>not found)/dgi },
    { pattern: /\bon host "(?<id>[^"\n]*)"/dg },
  ],
};
