import { findInfrastructure } from "./agent-start.ts";
import type { AgentStart } from "./agent-start.ts";
import { renderFolderWord } from "./folder-word.ts";

/** Something that keeps an agent from arriving. */
export interface Trouble {
  readonly cause: string;
  readonly cure: string;
  /** To be pasted into the shell on the cluster, in the folder of the script. */
  readonly command: string;
}

export interface TroubleQuestion extends AgentStart {
  readonly publicUrl: string;
  readonly connectionId: string;
  /** As the form has it; empty for the usual one. */
  readonly workDir: string;
}

/** Why no agent comes, the usual causes first. Each command tells whether it is this one. */
export function troublesOf(question: TroubleQuestion): readonly Trouble[] {
  return [
    ...startTroubles(question),
    {
      cause: "The cluster cannot reach this server.",
      cure: "This must print 200. If it does not, the address is wrong from there, or a proxy is needed: export https_proxy=… before the script.",
      command: `curl -ksS -o /dev/null -w '%{http_code}\\n' ${question.publicUrl}/api/service-info`,
    },
    ...encryptionTroubles(question),
    {
      cause: "The token is wrong.",
      cure: "In the shell where the script was pasted, this must print 200. With 401 the token has ended or was copied in part: make one above. With somebody else’s token the agent is theirs, and shows on their pages.",
      // By its standard input: words of a command can be read by everybody on the machine.
      command: `printf 'header = "Authorization: Bearer %s"\\n' "$TOWER_ACCESS_TOKEN" | curl -ksS -K - -o /dev/null -w '%{http_code}\\n' ${question.publicUrl}/api/user`,
    },
    {
      cause: "The work directory is missing, or not writable.",
      cure: "This must print writable. If it does not, the agent ended at once: make the directory, or name another one above and copy the script again.",
      command: `test -w ${workFolder(question)} && echo writable`,
    },
    {
      cause: "It was started with another connection ID.",
      cure: `This must show ${question.connectionId}. An older copy of the script has an older ID: copy it again.`,
      // A job is on another machine, and its token in a file that is named after the ID.
      command: isJob(question) ? "ls -t postern-agent.*.token" : `ps -u "$USER" -o args | grep '[.]/${question.program} '`,
    },
  ];
}

/** The usual directory is made by the script. */
function workFolder({ workDir }: TroubleQuestion): string {
  return workDir === "" ? '"$HOME"/work' : renderFolderWord(workDir);
}

const isJob = ({ form }: TroubleQuestion): boolean => findInfrastructure(form)?.look !== undefined;

function startTroubles({ form, program }: TroubleQuestion): readonly Trouble[] {
  const { look, log } = findInfrastructure(form) ?? {};
  if (look === undefined || log === undefined) {
    return [
      {
        cause: "The script ended.",
        cure: "This lists the agent while it runs. If it lists nothing, the last line in your shell says why: while the agent serves, the shell does not come back.",
        command: `ps -u "$USER" -o pid,etime,args | grep '[.]/${program} '`,
      },
    ];
  }
  return [
    {
      cause: "Its job still waits in the queue.",
      cure: "Then the form may stay open, or you add the credential now: the agent is used once it is there.",
      command: look,
    },
    { cause: "Its job has ended.", cure: "The last lines of its log say why.", command: `tail -n 5 ${log}` },
  ];
}

/** What the two programs trust differs, and so does the cure. */
function encryptionTroubles({ program, publicUrl }: TroubleQuestion): readonly Trouble[] {
  const isLegacy = program === "tw-agent";
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === "https:") {
    return [
      {
        cause: "The certificate of this server is not trusted there.",
        cure: isLegacy ? legacyTrust : ownTrust,
        command: `curl -sS $(for f in postern-ca.pem site-ca.pem; do [ ! -r $f ] || echo --cacert $f; done) -o /dev/null ${publicUrl}/api/service-info && echo trusted`,
      },
    ];
  }
  if (!isLegacy && /^(localhost|127\..*|\[::1\])$/.test(hostname)) return [];
  return [
    {
      cause: isLegacy ? "tw-agent connects over https only." : "The agent sends no token over plain http.",
      cure: `If this prints 200, there is an https address: whoever runs this server names it with --public-url. If not, they start the server with --tls self-signed.${isLegacy ? " Or choose Postern’s agent above." : ""}`,
      command: `curl -ksS -o /dev/null -w '%{http_code}\\n' https://${hostname}/api/service-info`,
    },
  ];
}

const ownTrust =
  "This must print trusted. If it names the issuer, ask whoever runs this server for the PEM file of its authority, put it beside the script as site-ca.pem, and paste the script again. If it says expired, or another name, only they can mend it.";

const legacyTrust =
  "This must print trusted. Even then tw-agent, which knows public authorities only, may say “unable to find valid certification path”: choose Postern’s agent above, which takes the PEM file of any authority beside the script as site-ca.pem; or have the server show a certificate of a public authority.";
