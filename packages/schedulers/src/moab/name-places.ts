import { fieldStandings } from "../record/name-places.ts";
import type { AnswerForm, SchedulerForms } from "../record/name-places.ts";

/** Attributes of XML. */
const standing = fieldStandings({
  words: /^(?:State|STATE|option|CompletionCode)$/,
  ids: /^(?:JobID|GJID|DRMJID|JobName|User|Group|Account|Class|QOS|ID|MasterHost|SubmitHost)$/,
  texts: /(?:Duration|Time|Priority|Procs|Nodes|count|time|WCLIMIT|WCLimit|StatPS\w+)$/,
});

const xml: AnswerForm = {
  places: [
    // What others have that do not say it themselves.
    { pattern: /\bID="(?<word>DEFAULT)"/dg },
    { pattern: /(?<![\w.:-])(?<key>[\w.:-]+)\s*=\s*"(?<value>[^"]*)"/dg, standing },
    { pattern: /(?<![\w.:-])(?<key>[\w.:-]+)\s*=\s*'(?<value>[^']*)'/dg, standing },
    { pattern: /<Object>(?<word>\w+)<\/Object>/dg },
    { pattern: /<\/?(?<word>\w+)/dg },
  ],
};

export const moabForms: SchedulerForms = {
  programs: { showq: xml, checkjob: xml, mdiag: xml },
  messages: [
    { pattern: /(?<word>moab (?:(?:client|server|version) ){0,2}\d\S*)/dgi },
    { pattern: /^(?<word>Estimated \w+ based (?:start|completion) in)/dgm },
    { pattern: /(?<word>invalid job specified|cannot locate job) \(?(?<id>[^)\n]*)\)/dg },
    { pattern: /^job (?<id>\S+) requires/dgm },
    { pattern: /communication error (?<id>[^\s:]+)/dg },
  ],
};
