import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { Server } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { failed } from "./answer.ts";
import type { Answer, Call, Commands } from "./answer.ts";
import { renderCommand } from "./command-client.ts";
import { endJob, startJob } from "./job-processes.ts";
import { lsfCommands } from "./lsf-commands.ts";
import { misbehave } from "./misbehave.ts";
import { moabCommands } from "./moab-commands.ts";
import { pbsCommands } from "./pbs-commands.ts";
import type { FakeJob, LoginNodeKind, Misbehaviour, QueueModel } from "./queue-model.ts";

const commandsOf: Readonly<Record<LoginNodeKind, Commands>> = {
  pbs: pbsCommands,
  torque: pbsCommands,
  lsf: lsfCommands,
  moab: moabCommands,
};
const queueOf: Readonly<Record<LoginNodeKind, string>> = { pbs: "workq", torque: "batch", lsf: "normal", moab: "batch" };

/** The commands of a scheduler that is not here, on a queue that is made up. Its jobs are real processes of this account. */
export interface LoginNode extends AsyncDisposable {
  readonly dir: string;
  readonly queue: string;
  /** Its commands come first. Add to the environment of a channel, an agent or an sshd. */
  readonly env: { readonly PATH: string; readonly LSF_ENVDIR?: string };
  /** From the next command on; without an argument it behaves again. */
  misbehave(how?: Misbehaviour): void;
  /** The queue forgets a job; its history may still have it. */
  forget(name: string, where: "queue" | "all"): void;
  /** Puts jobs of other people into the queue, which wait for ever. */
  fill(count: number): void;
  /** From now on the scheduler knows this account by another name. */
  knowAccountAs(name: string): void;
  jobs(): readonly FakeJob[];
  /** How many commands have reached it, answered or not. */
  calls(): number;
  /** Ends its jobs. May be called again. */
  stop(): Promise<void>;
}

/** A fake login node of one scheduler. Its commands are programs in a folder, for whoever finds them on the PATH; they answer while this process lives. */
export async function startLoginNode(kind: LoginNodeKind): Promise<LoginNode> {
  const dir = await mkdtemp(join(tmpdir(), `postern-${kind}-`));
  const env = { PATH: `${dir}/bin:/usr/bin:/bin`, ...(kind === "lsf" ? { LSF_ENVDIR: dir } : {}) };
  const model: QueueModel = {
    owner: userInfo().username,
    kind,
    server: "pbs01",
    queues: [queueOf[kind], "long"],
    nextNumber: 1001,
    jobs: [],
  };
  let misbehaviour: Misbehaviour | undefined;

  const ongoing = new Set<Promise<Answer>>();
  let calls = 0;

  const answerTo = async (call: Call): Promise<Answer> => {
    const how = misbehaviour;
    if (how?.how === "slow") await sleep(how.ms);
    const answer = how?.how === "down" ? failed(1, "") : (commandsOf[kind][call.program]?.(call, model) ?? failed(127, ""));
    for (const job of model.jobs.filter(({ number }) => answer.start?.includes(number))) startJob(job, dir, { ...process.env, ...env });
    for (const job of model.jobs.filter(({ pid }) => pid !== undefined && answer.kill?.includes(pid))) endJob(job, "SIGTERM");
    return misbehave(answer, how?.how, { program: call.program, kind });
  };
  const act = (call: Call): Promise<Answer> => {
    calls += 1;
    const answering = answerTo(call).finally(() => ongoing.delete(answering));
    ongoing.add(answering);
    return answering;
  };
  const server = await listen(`${dir}/node.sock`, act);
  if (kind === "lsf") await writeFile(`${dir}/lsf.conf`, "LSF_LOGDIR=/var/log/lsf\nLSF_UNIT_FOR_LIMITS=GB\nLSB_JOB_MEMLIMIT=N\n");
  await writePrograms(dir, Object.keys(commandsOf[kind]));

  const stop = async (): Promise<void> => {
    // A slow answer may be under way to somebody who left: what it does must not come after the end.
    await Promise.allSettled(ongoing);
    for (const job of model.jobs) endJob(job, "SIGKILL");
    server.close();
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  return {
    dir,
    queue: queueOf[kind],
    env,
    misbehave: (how) => {
      misbehaviour = how;
    },
    forget: (name, where) => {
      for (const job of model.jobs) if (job.name === name) job.forgottenBy = where;
    },
    fill: (count) => {
      const other = { queue: "long", workDir: "/scratch/other", outputPath: "/dev/null", script: { text: "" }, state: "held" } as const;
      for (let index = 0; index < count; index += 1)
        model.jobs.push({ ...other, owner: "other", name: `other-${String(index)}`, number: model.nextNumber + index });
      model.nextNumber += count;
    },
    knowAccountAs: (name) => {
      model.owner = name;
    },
    jobs: () => model.jobs,
    calls: () => calls,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function writePrograms(dir: string, names: readonly string[]): Promise<void> {
  await mkdir(`${dir}/bin`);
  for (const name of names) {
    await writeFile(`${dir}/bin/${name}`, renderCommand(name, `${dir}/node.sock`));
    await chmod(`${dir}/bin/${name}`, 0o755);
  }
}

/** One connection a call: fields with NUL between them until the client has said all, and three fields back. */
async function listen(path: string, act: (call: Call) => Promise<Answer>): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let asked = "";
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => (asked += text));
    // Somebody who gave up waiting has no use for the answer.
    socket.on("error", () => undefined);
    socket.once("end", () => {
      const [program = "", workDir = "", stdin = "", ...words] = asked.split("\0");
      void act({ program, workDir, stdin, words }).then(({ exitCode, stdout, stderr }) =>
        socket.end([exitCode, stdout, stderr].join("\0")),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return server;
}
