import { toComputeEnvId, toUserId } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { actorAtHome } from "../../../testing/callers.fixture.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { OfferService } from "./offer-service.ts";

const jane = actorAtHome(toUserId(1));
const id = toComputeEnvId("env-1");
const environment = { id, platform: "uge-platform", credentialId: "c" } as unknown as ComputeEnvironment;

/** A service whose cluster answers commands so; counts the closed channels. */
function open(run: (words: readonly string[]) => Promise<CommandResult>) {
  const clock = new ManualClock();
  const seen = { closed: 0, limits: [] as (number | undefined)[] };
  const channel = {
    peer: { kind: "agent", userName: "jane", hostName: "login1", workDir: "/w" },
    run: ({ words, timeoutMs }: { words: readonly string[]; timeoutMs?: number }) => {
      seen.limits.push(timeoutMs);
      return run(words);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(void (seen.closed += 1)),
  } as unknown as CommandChannel;
  const channels = { open: () => Promise.resolve(channel) };
  const service = new OfferService({
    ...{ clock, channels, credentialChannels: channels },
    database: { transaction: () => Promise.resolve() } as never,
    environments: { get: () => Promise.resolve(environment), requireUse: () => Promise.resolve() },
    credentials: { holdForUse: () => Promise.resolve({ provider: "tw-agent" }) },
  });
  return { service, clock, seen };
}

test("a cluster that hangs keeps a form waiting for half a minute, and the channel is closed when it answers at last", async () => {
  const late = Promise.withResolvers<CommandResult>();
  const { service, clock, seen } = open(() => late.promise);

  const waiting = service.ofEnvironment(jane, id).catch((error: unknown) => error);
  await expect.poll(() => clock.sleeperCount, { timeout: 30_000 }).toBe(1);
  clock.advance(31_000);
  const verdict = await waiting;
  late.resolve({ exitCode: 1, stdout: "", stderr: "gone" });

  expect(verdict).toMatchObject({ code: "scheduler.unanswered", message: expect.stringContaining("30 s") as string });
  await expect.poll(() => seen.closed, { timeout: 30_000 }).toBe(1);
  expect(seen.limits.every((limit) => limit === 15_000)).toBe(true);
});

test("a scheduler without projects offers queues alone", async () => {
  const { service } = open(([, option]) =>
    Promise.resolve(
      option === "-sq"
        ? { exitCode: 0, stdout: "qname all.q\nh_rt 24:00:00\n", stderr: "" }
        : { exitCode: 1, stdout: "", stderr: "no project list defined\n" },
    ),
  );

  await expect(service.ofEnvironment(jane, id)).resolves.toMatchObject({
    queues: [{ name: "all.q", maxWallTimeSeconds: 86_400 }],
    accounts: [],
    problems: [],
  });
});
