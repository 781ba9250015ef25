import { failed } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { LoginNodeKind, Misbehaviour } from "./queue-model.ts";

const banner = "*** Welcome to the cluster! ***\nYour project ends in 4711 hours.\n\n";

/** What arrives of an answer. */
export function misbehave(
  answer: Answer,
  how: Misbehaviour["how"] | undefined,
  call: { readonly program: string; readonly kind: LoginNodeKind },
): Answer {
  switch (how) {
    case undefined:
    case "slow":
      return answer;
    case "half answer":
      return { ...answer, stdout: answer.stdout.slice(0, Math.floor(answer.stdout.length / 2)) };
    case "banner":
      return { ...answer, stdout: `${banner}${answer.stdout}Have a nice day.\n` };
    case "other language":
      return { ...answer, stderr: answer.stderr === "" ? "" : `${call.program}: Der Auftrag oder die Warteschlange ist nicht bekannt.\n` };
    case "lost answer":
    case "down":
      return { ...answer, ...unreachable(call) };
  }
}

function unreachable({ program, kind }: { readonly program: string; readonly kind: LoginNodeKind }): Answer {
  switch (kind) {
    case "pbs":
    case "torque":
      return failed(171, `Connection refused\n${program}: cannot connect to server pbs01 (errno=15010)\n`);
    case "lsf":
      return failed(
        255,
        "batch system daemon not responding ... still trying\nFailed in an LSF library call: Communication time out. Job not submitted.\n",
      );
    case "moab":
      return failed(1, "ERROR:    communication error moab01:42559 (request timed out)\n");
  }
}
