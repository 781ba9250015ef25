import { silentLogger, toCredentialId } from "@postern/domain";
import { AppError } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test, vi } from "vitest";
import type { CheckResult } from "../features/credentials/checks/service.ts";
import { CredentialCheckReconciler } from "./credential-check-reconciler.ts";

type Parts = ConstructorParameters<typeof CredentialCheckReconciler>[0];
type Due = Awaited<ReturnType<Parts["checks"]["listDue"]>>[number];

const answered: CheckResult = { status: "AVAILABLE", outcome: { kind: "valid" } };
const silent: CheckResult = { status: null, outcome: { kind: "inconclusive", message: "not reached" } };
const running = new AbortController().signal;

function due(id: string, baseUrl: string | null, rest: Partial<Due> = {}): Due {
  return { id, user_id: 1, provider: "gitlab", base_url: baseUrl, public_keys: "{}", connection_id: null, ...rest } as Due;
}

function stage(rows: readonly Due[]) {
  const clock = new ManualClock();
  const check = vi.fn<Parts["checks"]["check"]>(() => Promise.resolve(answered));
  const putOff = vi.fn<Parts["checks"]["putOff"]>(() => Promise.resolve());
  const wake = vi.fn();
  const checks = { listDue: () => Promise.resolve(rows), check, putOff };
  const reconciler = new CredentialCheckReconciler({ clock, log: silentLogger, checks, wake });
  const asked = (): string[] => check.mock.calls.map(([id]) => id);
  return { clock, check, putOff, wake, reconciler, asked };
}

/** Lets a second pass as often as somebody sleeps for it, until all is done. */
async function passSeconds(clock: ManualClock, done: Promise<void>): Promise<number> {
  const state = { isDone: false };
  void done.then(() => (state.isDone = true));
  for (let seconds = 0; ;) {
    await new Promise((resolve) => setImmediate(resolve));
    if (state.isDone) return seconds;
    if (clock.sleeperCount === 0) continue;
    clock.advance(1000);
    seconds += 1;
  }
}

test("one host is asked one question after the other, a second apart", async () => {
  const { clock, check, reconciler, asked, wake } = stage([due("a", null), due("b", null), due("c", "https://gitlab.com/lab")]);
  const moments: number[] = [];
  check.mockImplementation(() => {
    moments.push(clock.now());
    return Promise.resolve(answered);
  });
  const start = clock.now();

  await reconciler.step(running);
  await passSeconds(clock, reconciler.idle());

  expect(asked()).toEqual(["a", "b", "c"]);
  expect(moments.map((moment) => moment - start)).toEqual([0, 1000, 2000]);
  expect(wake).toHaveBeenCalledTimes(1);
});

test("a host that hangs holds up no other", async () => {
  const { clock, check, reconciler, asked } = stage([due("a", "https://slow.example"), due("b", null)]);
  let release = (): void => undefined;
  check.mockImplementation((id) =>
    id === "a" ? new Promise((resolve) => (release = () => resolve(answered))) : Promise.resolve(answered),
  );

  await reconciler.step(running);
  await expect.poll(asked).toEqual(["a", "b"]);
  await expect.poll(() => clock.sleeperCount).toBe(1);
  clock.advance(1000);
  await expect
    .poll(async () => {
      await reconciler.step(running);
      return asked();
    })
    .toEqual(["a", "b", "b"]);

  release();
  await passSeconds(clock, reconciler.idle());
});

test("a host that does not answer twice is left alone for a while, with all that wait for it", async () => {
  const rows = ["a", "b", "c", "d"].map((id) => due(id, null));
  const { clock, check, putOff, reconciler, asked } = stage(rows);
  check.mockResolvedValue(silent);

  await reconciler.step(running);
  await passSeconds(clock, reconciler.idle());

  expect(asked()).toEqual(["a", "b"]);
  expect(putOff).toHaveBeenCalledExactlyOnceWith(rows.slice(2), 300_000);
});

test("an answer in between counts as one", async () => {
  const { clock, check, putOff, reconciler, asked } = stage(["a", "b", "c", "d"].map((id) => due(id, null)));
  check.mockImplementation((id) => Promise.resolve(id === "b" || id === "d" ? silent : answered));

  await reconciler.step(running);
  await passSeconds(clock, reconciler.idle());

  expect(asked()).toEqual(["a", "b", "c", "d"]);
  expect(putOff).not.toHaveBeenCalled();
});

test("of one host twenty are asked at a stretch, so that new ones come in between", async () => {
  const rows = Array.from({ length: 50 }, (_, index) => due(String(index), null));
  const { clock, reconciler, asked, wake } = stage(rows);

  await reconciler.step(running);
  await passSeconds(clock, reconciler.idle());

  expect(asked()).toHaveLength(20);
  expect(wake).toHaveBeenCalledTimes(1);
});

test("five hundred credentials of one host are asked about, each once, and never two in a second", async () => {
  const clock = new ManualClock();
  const waiting = new Set(Array.from({ length: 500 }, (_, index) => String(index)));
  const moments = new Map<string, number>();
  let woken = false;
  const checks: Parts["checks"] = {
    listDue: () => Promise.resolve([...waiting].map((id) => due(id, null))),
    check: (id) => {
      expect(moments.has(id)).toBe(false);
      moments.set(id, clock.now());
      waiting.delete(id);
      return Promise.resolve(answered);
    },
    putOff: () => Promise.resolve(),
  };
  const reconciler = new CredentialCheckReconciler({ clock, log: silentLogger, checks, wake: () => (woken = true) });

  do {
    woken = false;
    await reconciler.step(running);
    await passSeconds(clock, reconciler.idle());
  } while (woken && waiting.size > 0);

  expect(moments.size).toBe(500);
  expect(new Set(moments.values()).size).toBe(500);
});

test("agents are looked up without a pause, and a missing one is no silence", async () => {
  const rows = ["a", "b", "c"].map((id) => due(id, null, { provider: "tw-agent", connection_id: id }));
  const { check, putOff, reconciler, asked } = stage(rows);
  check.mockResolvedValue(silent);

  await reconciler.step(running);
  await reconciler.idle();

  expect(asked()).toEqual(["a", "b", "c"]);
  expect(putOff).not.toHaveBeenCalled();
});

test("one that was deleted since is passed by", async () => {
  const { clock, check, reconciler, asked } = stage([due("a", null), due("b", null)]);
  check.mockImplementation((id) => (id === "a" ? Promise.reject(new AppError("credential.not_found", "gone")) : Promise.resolve(answered)));

  await reconciler.step(running);
  await passSeconds(clock, reconciler.idle());

  expect(asked()).toEqual([toCredentialId("a"), toCredentialId("b")]);
});

test("a server that closes asks no further", async () => {
  const { clock, check, reconciler, asked } = stage([due("a", null), due("b", null)]);
  const closing = new AbortController();
  check.mockImplementation(() => {
    closing.abort();
    return Promise.resolve(answered);
  });

  await reconciler.step(closing.signal);
  await passSeconds(clock, reconciler.idle());

  expect(asked()).toEqual(["a"]);
});
