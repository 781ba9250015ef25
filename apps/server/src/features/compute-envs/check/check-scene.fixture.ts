import type { Clock, TimeMs } from "@postern/domain";
import { slurmScheduler } from "@postern/schedulers";
import type { ComputeEnvironment } from "../environment.ts";
import { checkEnvironment } from "./check-environment.ts";
import type { CheckStep } from "./check-step.ts";
import { FakeCluster } from "./fake-cluster.fixture.ts";
import { trialName } from "../../../testing/trial-name.fixture.ts";

/** What is slept passes at once; the limits of steps, which are minutes, are never reached. */
class HastyClock implements Clock {
  #now: TimeMs = Date.UTC(2026, 0, 1);

  now(): TimeMs {
    return this.#now;
  }

  sleep(delayMs: number): Promise<void> {
    if (delayMs > 60_000) return new Promise(() => undefined);
    this.#now += delayMs;
    return Promise.resolve();
  }
}

export type EnvironmentChange = Partial<Pick<ComputeEnvironment, "config" | "resources" | "nodeSetup" | "checkSteps">>;

export interface CheckScene {
  readonly cluster: FakeCluster;
  /** Empty when the check was given up. */
  readonly steps: readonly CheckStep[];
}

export interface SceneOptions {
  readonly change?: EnvironmentChange | undefined;
  /** Whether the check is still wanted, at each change of a step. */
  readonly isWanted?: (steps: readonly CheckStep[]) => boolean;
}

/** One check of a fake cluster with Slurm, which is well but for what `prepare` does to it. */
export async function checkFake(prepare: (cluster: FakeCluster) => void, { change, isWanted }: SceneOptions = {}): Promise<CheckScene> {
  const clock = new HastyClock();
  const cluster = new FakeCluster(clock);
  prepare(cluster);
  const trial = { publicUrl: "https://postern.example.org", authorityPem: undefined, nameOf: trialName, patienceMs: 300_000 };
  const tools = {
    clock,
    trial,
    markOf: trialName,
    scheduler: slurmScheduler,
    ssh: cluster.ssh,
    openChannel: async () => cluster.reached(),
  };
  const report = (steps: readonly CheckStep[]) => Promise.resolve(isWanted?.(steps) ?? true);
  const steps = await checkEnvironment(environment(change), tools, report);
  return { cluster, steps: steps ?? [] };
}

function environment(change: EnvironmentChange = {}): ComputeEnvironment {
  const plain = {
    id: "env1",
    checkUserId: 1,
    checkSteps: [],
    checkStartedAt: 1,
    config: { workDir: "/scratch/work", headQueue: "normal" },
    resources: {},
    nodeSetup: {},
  };
  return { ...plain, ...change } as unknown as ComputeEnvironment;
}

/** A trial job of which nothing comes, while the queue says this. */
export const waiting = (said: string) => (cluster: FakeCluster) => {
  cluster.report = undefined;
  cluster.answers.set("squeue -h -t all -j 42", said);
};

/** A trial job that sees something else, by the first words of its lines. */
export const seeing = (lines: Readonly<Record<string, readonly string[]>>) => (cluster: FakeCluster) => {
  cluster.see(lines);
};

export const troubled = (steps: readonly CheckStep[]) => steps.filter(({ status }) => status !== "passed");
