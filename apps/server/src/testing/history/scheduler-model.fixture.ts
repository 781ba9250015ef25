import type { CommandResult, TimeMs } from "@postern/domain";

/** As long as Slurm's MinJobAge. */
const rememberedMs = 300_000;
const marker = "|postern|";

/** What a job does once it runs. */
export interface JobPlan {
  readonly exitCode: number;
  /** Its node dies, and it leaves no exit file. */
  readonly isNodeLost: boolean;
  readonly queuedMs: number;
  readonly runsMs: number;
  /** Somebody removes its folder before it ends: it leaves nothing. */
  readonly isFolderLost: boolean;
  /** So much later the file system shows its exit file. */
  readonly shownAfterMs: number;
}

interface ModelSite {
  readonly hasAccounting: boolean;
  /** Planted: as if nobody had revoked anything. */
  readonly ignoresRevocation: boolean;
  /** What is submitted there arrives twice, as where a script of the site tries again. */
  readonly sendsTwice: boolean;
  /** Planted: a controller that is down answers with an empty queue. */
  readonly isSilentWhenDown: boolean;
}

interface ModelJob {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly submittedAt: TimeMs;
  state: "PENDING" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELLED" | "NODE_FAIL";
  startedAt: TimeMs;
  endedAt: TimeMs;
  exitCode: number;
}

/**
 * Slurm as a model: a queue that forgets, an accounting that some sites have, and the launcher's rules about its files, in the real words. Time is
 * told to it. It also knows what really happened, which is what a history is judged against.
 */
export class SchedulerModel {
  readonly files = new Map<string, string>();
  readonly jobs: ModelJob[] = [];
  /** Submissions that are on their way and arrive later. */
  readonly late: { readonly at: TimeMs; readonly words: readonly string[] }[] = [];
  /** Those jobs that were not submitted: something on the way made them. */
  doubled = 0;
  /** Jobs whose Nextflow really began. */
  begun = 0;
  /** Nextflow did all that it was asked for. */
  endedWell = false;
  isDown = false;
  readonly #plan: JobPlan;
  readonly #site: ModelSite;
  /** Written, and not shown yet. */
  readonly #hidden: { readonly at: TimeMs; readonly path: string; readonly text: string }[] = [];
  #now: TimeMs = 0;

  constructor(plan: JobPlan, site: ModelSite) {
    this.#plan = plan;
    this.#site = site;
  }

  /** Lets happen what happens until then. */
  moveTo(now: TimeMs): void {
    this.#now = now;
    for (const submission of this.late.splice(0)) {
      if (submission.at <= now) this.#submit(submission.words);
      else this.late.push(submission);
    }
    this.#showFiles();
    for (const job of this.jobs) {
      if (job.state === "PENDING" && now - job.submittedAt >= this.#plan.queuedMs) this.#begin(job);
      if (job.state === "RUNNING" && now - job.startedAt >= this.#plan.runsMs) this.#end(job);
    }
  }

  get live(): readonly ModelJob[] {
    return this.jobs.filter(({ state }) => state === "PENDING" || state === "RUNNING");
  }

  answer(words: readonly string[]): CommandResult {
    const [program = ""] = words;
    const last = words.at(-1) ?? "";
    if (this.isDown && program !== "sacct") {
      if (this.#site.isSilentWhenDown && program === "squeue") return success("");
      return failure(`${program}: error: Unable to contact slurm controller (connect failure)`);
    }
    const programs: Readonly<Record<string, () => CommandResult>> = {
      sbatch: () => success(`${this.#submitThere(words)}\n`),
      squeue: () => success(this.#list(words)),
      scontrol: () => this.#show(last),
      sacct: () => this.#account(last),
      scancel: () => this.#cancel(last),
    };
    return programs[program]?.() ?? failure(`${program}: no such program`);
  }

  #submitThere(words: readonly string[]): string {
    if (this.#site.sendsTwice) {
      this.#submit(words);
      this.doubled += 1;
    }
    return this.#submit(words);
  }

  #submit(words: readonly string[]): string {
    const id = String(100 + this.jobs.length);
    const name = words[words.indexOf("-J") + 1] ?? "";
    const prefix = (words.at(-1) ?? "").replace(/\.launcher\.sh$/, "");
    this.jobs.push({ id, name, prefix, submittedAt: this.#now, state: "PENDING", startedAt: 0, endedAt: 0, exitCode: 0 });
    return id;
  }

  /** The launcher's rules: one that finds itself revoked or begun leaves at once. */
  #begin(job: ModelJob): void {
    job.state = "RUNNING";
    job.startedAt = this.#now;
    const isRevoked = !this.#site.ignoresRevocation && this.files.has(`${job.prefix}.revoked`);
    if (isRevoked || this.files.has(`${job.prefix}.started`)) {
      Object.assign(job, { state: "FAILED", endedAt: this.#now, exitCode: 75 });
      return;
    }
    this.files.set(`${job.prefix}.txt`, "Launching hello\n");
    this.files.set(`${job.prefix}.started`, `node1 1 ${String(this.#now)} ${job.id}\n`);
    this.begun += 1;
  }

  #end(job: ModelJob): void {
    const { exitCode, isNodeLost } = this.#plan;
    const state = isNodeLost ? "NODE_FAIL" : exitCode === 0 ? "COMPLETED" : "FAILED";
    Object.assign(job, { state, endedAt: this.#now, exitCode: isNodeLost ? 1 : exitCode });
    if (!isNodeLost) this.#leave(job, exitCode);
    this.endedWell ||= !isNodeLost && exitCode === 0;
  }

  #leave(job: ModelJob, exitCode: number): void {
    const { isFolderLost, shownAfterMs } = this.#plan;
    if (isFolderLost) for (const path of this.files.keys()) if (path.startsWith(job.prefix)) this.files.delete(path);
    if (!isFolderLost) this.#hidden.push({ at: this.#now + shownAfterMs, path: `${job.prefix}.exit`, text: `${String(exitCode)}\n` });
    this.#showFiles();
  }

  #showFiles(): void {
    for (const file of this.#hidden.splice(0)) {
      if (file.at <= this.#now) this.files.set(file.path, file.text);
      else this.#hidden.push(file);
    }
  }

  #cancel(id: string): CommandResult {
    const job = this.live.find((one) => one.id === id);
    if (job === undefined) return success("");
    if (job.state === "RUNNING") this.#leave(job, 143);
    Object.assign(job, { state: "CANCELLED", endedAt: this.#now, exitCode: 15 });
    return success("");
  }

  #list(words: readonly string[]): string {
    const ids = words.includes("-j") ? (words[words.indexOf("-j") + 1] ?? "").split(",") : undefined;
    const name = words.find((word) => word.startsWith("--name="))?.slice("--name=".length);
    const listed = this.#remembered().filter((job) => (ids === undefined ? job.name === name : ids.includes(job.id)));
    const line = (job: ModelJob) =>
      ids === undefined ? [job.state, job.name] : [job.state, job.state === "COMPLETED" ? "0" : `${String(job.exitCode)}:0`, "None"];
    return listed.map((job) => `${job.id}${marker}${line(job).join("|")}\n`).join("");
  }

  #show(id: string): CommandResult {
    const job = this.#remembered().find((one) => one.id === id);
    if (job === undefined) return failure("slurm_load_jobs error: Invalid job id specified");
    return success(`JobId=${id} JobName=${job.name}\n   JobState=${job.state} Reason=None ExitCode=${String(job.exitCode)}:0\n`);
  }

  #account(id: string): CommandResult {
    if (!this.#site.hasAccounting) return failure("Slurm accounting storage is disabled");
    const job = this.jobs.find((one) => one.id === id);
    return success(job === undefined ? "" : `${id}${marker}${job.state}${marker}${String(job.exitCode)}:0\n`);
  }

  #remembered(): readonly ModelJob[] {
    return this.jobs.filter(({ endedAt }) => endedAt === 0 || this.#now - endedAt < rememberedMs);
  }
}

const success = (stdout: string): CommandResult => ({ exitCode: 0, stdout, stderr: "" });
const failure = (stderr: string): CommandResult => ({ exitCode: 1, stdout: "", stderr: `${stderr}\n` });
