import { AppError } from "@postern/domain";
import type { Clock, CommandRequest, CommandResult } from "@postern/domain";
import type { SshProbe } from "./check-ssh.ts";
import type { ChannelPeer, CommandChannel, FileChunk, FileStat } from "@postern/transport";

/** A way by SSH on which all is well, but for what is said. Nothing is looked up for an address. */
export function probeBySsh(change: Partial<SshProbe> = {}): SshProbe {
  return {
    way: [{ host: "192.0.2.7", port: 22, isJumpHost: false }],
    accounts: ["jane on 192.0.2.7"],
    reach: () => Promise.resolve(),
    connect: () => Promise.resolve(),
    namePins: () => Promise.resolve(["SHA256:abc"]),
    ...change,
  };
}

/** What a program answers: an error is thrown, a text is what it prints, all else as a result says. */
export type Answer = string | Partial<CommandResult> | AppError;

const slurm: Readonly<Record<string, Answer>> = {
  "sinfo --version": "slurm 23.11.4\n",
  "scontrol ping": "Slurmctld(primary) at ctl1 is UP\n",
  "sinfo -h -a -o %R|postern|%a": "normal|postern|up\nshort|postern|up\n",
  "sinfo -h -a -o %P|postern|%a|%l|%m|%c|%L|%D":
    "normal*|postern|up|2-00:00:00|128000|64|n/a|8\nshort|postern|up|1:00:00|128000|64|n/a|8\n",
  sacctmgr: "ab12|normal\n",
  "sh -c": "/usr/bin/bash\n",
  df: "Filesystem 1024-blocks Used Available Capacity Mounted on\nfs:/a b 900000000 1000 800000000 1% /scratch\n",
  java: { stderr: 'openjdk version "17.0.15" 2025-04-15\n' },
  nextflow: "      version 24.10.0 build 5928\n",
  rm: "",
  sbatch: "42\n",
  scancel: "",
};

/** What a trial job says of a node that is well. `TOKEN` and `CLOCK` stand for what it reads there. */
const report = [
  ...["host|node1", "clock|CLOCK", "token|TOKEN", "written|/scratch/work", "prepared|yes", "program|java /usr/bin/java"],
  ...["program|nextflow /opt/nextflow", "engine|apptainer apptainer version 1.3.4-1", "way|direct curl 0 ", "end|yes"],
];

/** A cluster with Slurm that is well, but for what a test says. It keeps files, and remembers what it was asked. */
export class FakeCluster implements CommandChannel {
  readonly answers = new Map<string, Answer>(Object.entries(slurm));
  readonly files = new Map<string, Uint8Array>();
  readonly folders = new Set(["/scratch/work"]);
  readonly asked: string[] = [];
  /** Of the file server, against this machine. */
  clockOffMs = 0;
  peer: ChannelPeer = { kind: "agent", userName: "jane", hostName: "login1", workDir: "/scratch", programs: ["*"] };
  home: string | undefined = "/home/jane";
  /** What a trial job leaves behind, as soon as it was submitted; undefined: nothing. */
  report: readonly string[] | undefined = report;
  /** Why it cannot be reached at all. */
  away: AppError | undefined;
  /** Where SSH is the way. */
  ssh: SshProbe | undefined;
  /** Paths at which somebody else has a file in a folder of many. */
  readonly foreign = new Set<string>();
  /** What somebody does on the cluster when a command comes. */
  onRun: (line: string) => void = () => undefined;

  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  reached(): this {
    if (this.away !== undefined) throw this.away;
    return this;
  }

  run(request: CommandRequest): Promise<CommandResult> {
    const line = request.words.join(" ");
    this.asked.push(line);
    this.onRun(line);
    const [, answer] = [...this.answers].filter(([start]) => line.startsWith(start)).sort(([a], [b]) => b.length - a.length)[0] ?? [];
    if (answer === undefined) return Promise.reject(new AppError("command.not_started", `Cannot run ${line}: no such program.`));
    if (answer instanceof AppError) return Promise.reject(answer);
    if (line.startsWith("sbatch")) this.#runJob(line.split(" ").at(-1) ?? "");
    if (line.startsWith("rm -rf -- ")) this.files.delete(line.slice("rm -rf -- ".length));
    const said = typeof answer === "string" ? { stdout: answer } : answer;
    return Promise.resolve({ exitCode: 0, stdout: "", stderr: "", ...said });
  }

  findHome(): Promise<string | undefined> {
    return Promise.resolve(this.home);
  }

  /** Changes lines of the report by what they begin with. */
  see(lines: Readonly<Record<string, readonly string[]>>): void {
    this.report = this.report?.flatMap((line) => {
      const changed = lines[line.split("|")[0] ?? ""];
      return changed ?? [line];
    });
  }

  #runJob(script: string): void {
    if (this.report === undefined) return;
    const folder = script.replace(/\/[^/]*$/, "");
    const token = Buffer.from(this.files.get(`${folder}/token`) ?? []).toString();
    const clock = String(Math.round(this.#clock.now() / 1000));
    const text = this.report.map((line) => line.replace("TOKEN", token).replace("CLOCK", clock)).join("\n");
    this.files.set(`${folder}/report`, Buffer.from(`${text}\n`));
  }

  stat(path: string): Promise<FileStat | undefined> {
    const modifiedAt = this.#clock.now() + this.clockOffMs;
    const bytes = this.files.get(path);
    if (bytes !== undefined) return Promise.resolve({ kind: "file", sizeBytes: bytes.length, modifiedAt, mode: 0o600, isWritable: true });
    if (!this.folders.has(path)) return Promise.resolve(undefined);
    return Promise.resolve({ kind: "directory", sizeBytes: 0, modifiedAt, mode: 0o700, isWritable: true });
  }

  writeFile(path: string, bytes: Uint8Array): Promise<void> {
    if (this.foreign.has(path)) return Promise.reject(new AppError("file.failed", `${path} is somebody else's.`));
    this.files.set(path, bytes);
    return Promise.resolve();
  }

  readFile(path: string): Promise<FileChunk> {
    const bytes = this.files.get(path);
    if (bytes === undefined) return Promise.reject(new AppError("file.not_found", `There is no ${path}.`));
    return Promise.resolve({ offset: 0, bytes, fileSizeBytes: bytes.length });
  }

  tail(path: string): Promise<FileChunk> {
    return this.readFile(path);
  }

  makeDirectory(path: string): Promise<void> {
    this.folders.add(path);
    return Promise.resolve();
  }

  list(): Promise<never> {
    return Promise.reject(new AppError("file.failed", "The fake cluster lists nothing."));
  }

  openRead(): Promise<never> {
    return this.list();
  }

  openWrite(): Promise<never> {
    return this.list();
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
