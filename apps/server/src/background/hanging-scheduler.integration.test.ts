import { AppError } from "@postern/domain";
import type { CommandRequest, CommandResult } from "@postern/domain";
import { eventually } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSweepScene } from "../testing/sweep-scene.fixture.ts";
import type { ClusterAnswer, SweepScene } from "../testing/sweep-scene.fixture.ts";

const beatMs = 30_000;
const signal = new AbortController().signal;

let scene: SweepScene;
let isOver: AbortController;

beforeEach(async () => {
  isOver = new AbortController();
  scene = await openSweepScene(beatMs);
});

afterEach(async () => {
  isOver.abort();
  await scene[Symbol.asyncDispose]();
});

interface Watched {
  readonly answer: ClusterAnswer;
  /** When it was asked about the state of its jobs. */
  readonly askedAt: number[];
  /** Questions under way, and how many there ever were at once. */
  readonly open: { now: number; most: number };
}

function watch(answer: ClusterAnswer): Watched {
  const askedAt: number[] = [];
  const open = { now: 0, most: 0 };
  const counted: ClusterAnswer = async (command) => {
    if (command.words[0] === "squeue") askedAt.push(scene.clock.now());
    open.now += 1;
    open.most = Math.max(open.most, open.now);
    try {
      return await answer(command);
    } finally {
      open.now -= 1;
    }
  };
  return { answer: counted, askedAt, open };
}

/** Never answers; whoever asks gives up after the time that they had in mind. */
const hangs: ClusterAnswer = async ({ timeoutMs }: CommandRequest): Promise<CommandResult> => {
  await scene.clock.sleep(timeoutMs, isOver.signal);
  throw new AppError("command.timeout", "The command took too long.");
};

const saysRunning: ClusterAnswer = ({ words }) => {
  const ids = (words[words.indexOf("-j") + 1] ?? "").split(",");
  return Promise.resolve({ exitCode: 0, stderr: "", stdout: ids.map((id) => `${id}|postern|RUNNING|0|None\n`).join("") });
};

/** Time goes on by a beat, and everything whose turn it is begins. */
async function beat(): Promise<void> {
  scene.clock.advance(beatMs);
  await scene.reconciler.step(signal);
}

test("a scheduler that never answers delays nobody, is asked again after its deadline, and never twice at once", async () => {
  const healthy = watch(saysRunning);
  const hanging = [watch(hangs), watch(hangs), watch(hangs)];
  const run = await scene.addRun(await scene.addCluster("healthy", healthy.answer), "100");
  for (const [index, { answer }] of hanging.entries()) {
    await scene.addRun(await scene.addCluster(`hanging ${String(index)}`, answer), "100");
  }
  const beganAt = scene.clock.now();
  const seenAt: (number | null)[] = [];

  for (let beats = 1; beats <= 20; beats += 1) {
    await beat();
    // In this beat, while the others hang.
    await eventually("the healthy cluster has answered, and its run is written", async () => {
      const { sighted_at: at } = await scene.jobOf(run);
      return at !== null && scene.clock.now() - at < 2 * beatMs && healthy.askedAt.length === beats && healthy.open.now === 0;
    });
    seenAt.push((await scene.jobOf(run)).sighted_at);
  }

  expect(healthy.askedAt).toEqual(Array.from({ length: 20 }, (_, index) => beganAt + (index + 1) * beatMs));
  expect(new Set(seenAt).size).toBeGreaterThanOrEqual(10);
  for (const { askedAt, open } of hanging) {
    expect(open.most).toBe(1);
    expect(askedAt.length).toBeGreaterThanOrEqual(4);
    const gaps = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
    // Not before it is given up after a minute, and before Slurm forgets an ended job.
    expect(gaps.filter((gap) => gap < 60_000 || gap > 180_000)).toEqual([]);
  }
});
