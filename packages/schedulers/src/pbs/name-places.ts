import { fieldStandings } from "../record/name-places.ts";
import type { SchedulerForms } from "../record/name-places.ts";

/** `name = value` of a full listing, and the elements of Torque's XML. */
const standing = fieldStandings({
  words: /^(?:job_state|[Ee]xit_status|queue_type|enabled|started)$/,
  ids: /^(?:Job_Id|Job_Name|Job_Owner|queue|server|exec_host|euser|egroup|Account_Name|project|group_list|User_List|session_id|Submit_Host|(?:Resource_List\.)?v?(?:host|node))$/,
  texts:
    /^(?:comment|Checkpoint|Hold_Types|Join_Path|Keep_Files|Mail_Points|Priority|Rerunable|substate|run_count|array|array_state_count|estimated\.start_time|total_jobs|total_runtime|state_count|max_\w+|Walltime|Remaining|(?:Resource_List|resources_\w+)\.\w+|\w*time|mem|vmem|ncpus|nodect|neednodes|energy_used)$/,
});

export const pbsForms: SchedulerForms = {
  programs: {
    qstat: {
      folds: /\n\t/g,
      places: [
        { pattern: /^(?<key>Job Id|Queue): ?(?<id>\S+)/dgm },
        // Of a comment: the nodes on which the job was begun.
        { pattern: /(?<=[(+])(?<id>[^\s:()+=]+)(?=:\w+=)/dg },
        { pattern: /^[^\S\n]+(?<key>[\w.]+) = ?(?<value>.*)$/dgm, standing },
        { pattern: /<(?<key>\w+)>(?<value>[^<]*)<\/(?<word>\w+)>/dg, standing },
        { pattern: /<\/?(?<word>\w+)>/dg },
        // What is no field goes on with one: a variable of the user that has several lines.
        { pattern: /^(?!Job Id:|Queue:|[^\S\n]+[\w.]+ = ?|<|qstat:|pbs_version|[Vv]ersion)(?<name>.+)$/dgm },
      ],
    },
    qselect: { places: [{ pattern: /^(?<id>\d+(?:\[\d*\])?\.\S+)[^\S\n]*$/dgm }] },
  },
  messages: [
    { pattern: /^(?<word>(?:pbs_version =|version:?) +\S+)/dgim },
    { pattern: /(?<key>Unknown Job Id(?: Error)?):? +(?<id>\S+)/dgi },
    { pattern: /(?<id>\d[^\s:]*) +(?<word>Job has finished)/dgi },
    // The server itself, when it cannot be reached.
    { pattern: /(?:connect to server|server) (?<id>[^\s()]+)(?= \()/dgi },
  ],
};
