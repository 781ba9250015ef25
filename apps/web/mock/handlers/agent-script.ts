const submits: Readonly<Record<string, string>> = {
  slurm: "sbatch --job-name=postern-agent --ntasks=1 --mem=1G --output=postern-agent-%j.log <<'JOB'",
  pbs: "qsub -V -N postern-agent -l select=1:ncpus=1:mem=1gb -j oe <<'JOB'",
  lsf: "bsub -J postern-agent -n 1 -o postern-agent-%J.log <<'JOB'",
  sge: "qsub -V -cwd -N postern-agent -S /bin/bash -j y -o postern-agent.log <<'JOB'",
  moab: "msub -V -N postern-agent -l nodes=1:ppn=1 -j oe <<'JOB'",
};

/** Shaped as the server's, not as long. */
export function scriptOf(url: string, query: URLSearchParams): string {
  const isLegacy = query.get("program") === "tw-agent";
  const fetching = isLegacy ? fetchLegacy : fetchOwn(url);
  return [
    "export TOWER_ACCESS_TOKEN='<YOUR TOKEN>'",
    "( set -e",
    ...fetching,
    ...startWords(isLegacy ? "tw-agent" : "postern-agent", url, query),
    ")",
    "",
  ].join("\n");
}

function fetchOwn(url: string): readonly string[] {
  return [
    `curl -fsSL -o postern-agent.part "${url}/download/agent/$target"`,
    'echo "$sum  postern-agent.part" | sha256sum -c -',
    "chmod 700 postern-agent.part && mv -f postern-agent.part postern-agent",
  ];
}

const fetchLegacy = [
  'curl -fsSL -o tw-agent.part "https://github.com/seqeralabs/tower-agent/releases/download/v0.5.5/tw-agent-linux-x86_64"',
  "sha256sum tw-agent.part",
  "chmod 700 tw-agent.part && mv -f tw-agent.part tw-agent",
];

function startWords(program: string, url: string, query: URLSearchParams): readonly string[] {
  const folder = query.get("workDir") ?? "";
  const place = folder === "" ? '"$HOME"/work' : `'${folder}'`;
  const start = `exec ./${program} '${query.get("connectionId") ?? ""}' --url '${url}/api' --work-dir ${place}`;
  const submit = submits[query.get("form") ?? "plain"];
  return submit === undefined ? [start] : [submit, "#!/bin/bash", start, "JOB"];
}
