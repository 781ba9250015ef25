import { fieldStandings } from "../record/name-places.ts";
import type { AnswerForm, SchedulerForms } from "../record/name-places.ts";

/** `NAME: value` of `bqueues -l`. */
const standing = fieldStandings({ words: /^SCHEDULING POLICIES$/, ids: /^QUEUE$/, texts: /^(?:RUN|DISPATCH)_WINDOWS?$/ });

/** `NAME = value` of a configuration. */
const configured: AnswerForm = {
  places: [
    {
      pattern: /^[^\S\n]*(?<key>[A-Z][A-Z_]*)[^\S\n]*=[^\S\n]*(?<value>.*)$/dgm,
      standing: fieldStandings({ words: /^(?:LSF_UNIT_FOR_LIMITS|LSB_JOB_MEMLIMIT|RESOURCE_RESERVE_PER_TASK)$/, ids: /^$/, texts: /^$/ }),
    },
    { pattern: /(?<name>.+)/dg },
  ],
};

export const lsfForms: SchedulerForms = {
  programs: {
    bparams: configured,
    // Which prints lsf.conf.
    bash: configured,
    bjobs: { places: [{ pattern: /^[^\S\n]*(?<id>\d+)(?:\[\d+\])?\|(?<word>[A-Z_]+(?:\|[\d-]+(?=\|))?)(?=\||[^\S\n]*$)/dgm }] },
    bhist: {
      folds: /\n {5,21}/g,
      places: [
        { pattern: /Command <(?<name>.*)>/dg },
        { pattern: /(?<word>Completed *<exit>(?:; *TERM_\w+)?|: *Done successfully|: *Exited(?: with exit code \d+| by signal \d+)?)/dg },
        { pattern: /P(?:g?id|GID) (?<id>\d+)/dgi },
      ],
    },
    bqueues: {
      places: [
        { pattern: /^ {2}-- (?<name>.*?)(?<word> {2}This is the default queue\.)?$/dgm },
        { pattern: /^(?<key>[A-Z][A-Z_/ ]*): +(?<value>\S.*)$/dgm, standing },
        { pattern: /(?<word>RUNLIMIT|MAXIMUM LIMITS:|[\d.]+ min(?= of ))(?: of (?<id>\S+))?/dg },
        { pattern: /(?<word>Open:\w+|Closed:\w+)/dg },
        // The shares of people and groups.
        { pattern: /^ ?(?<id>\S+)(?= +\d+ +[\d.]+ +\d+ +\d+ +[\d.]+ +\d+)/dgm },
      ],
    },
  },
  messages: [
    { pattern: /(?<word>No matching job found|LSF is down)/dgi },
    { pattern: /(?<key>Job) <(?<id>[^<>\n]*)> (?<word>is not found)/dg },
    { pattern: /(?<word>LSF (?:[A-Za-z]+ ){0,5}\d[\w.]*)/dg },
    { pattern: /(?:Job|Name|User|Project|Queue|queue|host|group|Group)\s*<(?<id>[^<>\n]*)>/dg },
    { pattern: /<(?<name>[^<>\n]*)>/dg },
  ],
};
