/** How the cluster is to be connected: by an agent there, or with a key whose line is given. */
export type AskedWay = { readonly kind: "agent" } | { readonly kind: "ssh"; readonly line: string };

/** What those who run a cluster want to know before they allow it, and what only they can tell. */
export function mailToAdministrators(way: AskedWay, publicUrl: string): string {
  return [
    "Subject: Permission to drive Nextflow jobs with Postern",
    "Dear colleagues,",
    `our group wants to start and follow Nextflow pipelines on the cluster with Postern, a server that we run at ${publicUrl}. It acts as my own account: it submits ordinary jobs, and asks the scheduler about all of them in one command every 30 seconds. It needs no root, and nothing that listens on the cluster.`,
    wishOf(way),
    "Would you tell me, please:",
    questionsOf(way, publicUrl)
      .map((question, index) => `${String(index + 1)}. ${question}`)
      .join("\n"),
    "Kind regards",
  ].join("\n\n");
}

function wishOf(way: AskedWay): string {
  if (way.kind === "agent") {
    return "I would like to connect it by an agent: one process of mine on a login node (50 MB of memory, practically no processor time) that connects out to the server by HTTPS. It starts commands of the scheduler, java and nextflow, and nothing else unless I allow it.";
  }
  const from = /from="(?<from>[^"]+)"/.exec(way.line)?.groups?.["from"];
  const whence = from === undefined ? "" : ` from the address ${from}`;
  return `I would like to connect it by SSH${whence}, with a key that is used for nothing else, and this line in my authorized_keys:\n\n${way.line}\n\nThe line forbids terminals and forwarding. It is one connection for everybody who uses it, with at most eight sessions in it.`;
}

function questionsOf({ kind }: AskedWay, publicUrl: string): readonly string[] {
  const own =
    kind === "agent"
      ? ["May I do this, and on which login node? May a small process stay there when I have signed out (lingering, or cron)?"]
      : [
          "May I do this, and on which login node?",
          "Which fingerprints do the host keys of the login nodes have, and what is MaxSessions of their sshd?",
        ];
  const whoReaches = kind === "agent" ? "login nodes and compute nodes" : "compute nodes";
  return [
    ...own,
    `May ${whoReaches} reach ${publicUrl}, directly or through a proxy, and which?`,
    "May jobs be submitted from compute nodes, and which queue is for a job that runs for days and needs little?",
    "Which account are jobs booked on, and which scratch folder do all nodes share?",
    "Which modules bring Java, Nextflow, and Apptainer or Singularity?",
  ];
}
