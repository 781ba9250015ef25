import { AppError } from "@postern/domain";
import type { CommandRequest, CommandResult } from "@postern/domain";
import { eventually } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSweepScene } from "../testing/sweep-scene.fixture.ts";
import type { ClusterAnswer, SweepScene } from "../testing/sweep-scene.fixture.ts";

const beatMs = 30_000;
const stepMs = 4000;
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

/** One beat: everything whose turn it is begins, and time goes on, for less than a beat, until it is so. */
async function beatUntil(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const endsAt = scene.clock.now() + beatMs;
  await scene.reconciler.step(signal);
  await eventually(what, async () => {
    if (await isSo()) return true;
    if (scene.clock.now() + stepMs < endsAt) scene.clock.advance(stepMs);
    return false;
  });
  scene.clock.advance(endsAt - scene.clock.now());
}

test("a scheduler that never answers delays nobody, is asked again after its deadline, and never twice at once", async () => {
  const healthy = watch(saysRunning);
  // More of one person than are looked at side by side.
  const hanging = Array.from({ length: 12 }, () => watch(hangs));
  for (const [index, { answer }] of hanging.entries()) {
    await scene.addRun(await scene.addCluster(`hanging ${String(index)}`, answer), "100");
  }
  const healthyOne = await scene.addCluster("healthy", healthy.answer);
  const run = await scene.addRun(healthyOne, "100");
  const beganAt = scene.clock.now();
  const seenAt: (number | null)[] = [];

  for (let beats = 1; beats <= 20; beats += 1) {
    await beatUntil("the healthy cluster was asked in this interval, and what it said is written", async () => {
      const { sighted_at: at } = await scene.jobOf(run);
      // A look that is not over yet would keep the next one from beginning.
      const hasLooked = healthy.askedAt.length === beats && scene.looksAt(healthyOne) === beats;
      return hasLooked && at !== null && scene.clock.now() - at < 3 * beatMs;
    });
    seenAt.push((await scene.jobOf(run)).sighted_at);
  }

  expect(healthy.askedAt.map((at) => Math.floor((at - beganAt) / beatMs))).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(new Set(seenAt).size).toBeGreaterThanOrEqual(5);
  for (const { askedAt, open } of hanging) {
    expect(open.most).toBe(1);
    expect(askedAt.length).toBeGreaterThanOrEqual(4);
    const gaps = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
    // Not before it is given up after a minute, and before Slurm forgets an ended job.
    expect(gaps.filter((gap) => gap < 60_000 || gap > 210_000)).toEqual([]);
  }
});
