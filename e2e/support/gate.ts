import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { eventually } from "@postern/testing";
import type { System } from "@postern/testing/system";

const fixtures = fileURLToPath(new URL("../fixtures/", import.meta.url));
const patienceMs = 60_000;

/** Folders of programs that a test holds and lets go through its gate: a `nextflow` and an `sbatch`. */
export const gatedPrograms = [join(fixtures, "stand-in-nextflow"), join(fixtures, "slow-sbatch")];

/** The folder over which a test and the programs of the cluster talk: `gate` in the home directory there. */
export class Gate {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async create({ home }: System): Promise<Gate> {
    const dir = join(home, "gate");
    await mkdir(dir, { recursive: true });
    return new Gate(dir);
  }

  /** Lets the stand-in for Nextflow end: with a report, or `silent` without one. */
  async endRun(runId: string, exitCode: number, how: "reported" | "silent" = "reported"): Promise<void> {
    await writeFile(join(this.dir, runId), `${String(exitCode)} ${how}\n`);
  }

  /** From now on, `sbatch` waits before it submits; or it submits, and what it answers is held back. */
  async hold(what: "submission" | "answer"): Promise<void> {
    await writeFile(join(this.dir, `hold-${what}`), "");
  }

  async untilHeld(): Promise<void> {
    await eventually("sbatch is held back", () => existsSync(join(this.dir, "held")), patienceMs);
  }

  /** Whether the `sbatch` that was held back has been ended by somebody else. */
  async isHolderGone(): Promise<boolean> {
    const [pid = ""] = (await readFile(join(this.dir, "held"), "utf8")).split(" ");
    return !existsSync(`/proc/${pid}`);
  }

  async release(): Promise<void> {
    for (const name of ["hold-submission", "hold-answer", "held"]) await rm(join(this.dir, name), { force: true });
  }

  /**
   * The stand-in has heard that its begin was taken. The server shows the run as running a moment earlier: one that is killed between the two is
   * told the same again until it is back, and nobody looks at the gate.
   */
  async untilWaiting(runId: string): Promise<void> {
    await eventually("the stand-in for Nextflow waits", () => existsSync(join(this.dir, `${runId}.waiting`)), patienceMs);
  }

  /** The stand-in has seen its gate open, and goes. */
  async untilEnding(runId: string): Promise<void> {
    await eventually("the stand-in for Nextflow is ending", () => existsSync(join(this.dir, `${runId}.ending`)), patienceMs);
  }

  /** How often Nextflow was started for a run. */
  async countStarts(runId: string): Promise<number> {
    const lines = await readFile(join(this.dir, "started"), "utf8").catch(() => "");
    return lines.split("\n").filter((line) => line.startsWith(`${runId} `)).length;
  }
}
