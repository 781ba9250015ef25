import { isAppError } from "@postern/domain";
import { seededRandom } from "@postern/testing";
import { expect, test } from "vitest";

import type { SshChannel } from "./index.ts";
import { ask, start, timeoutMs } from "./testing/questions.fixture.ts";

const channelCount = 6;
const perChannel = 40;

type Act = (channel: SshChannel, id: string) => Promise<unknown>;

/** What somebody may ask, with what has to come of it. Each prints its own number and nothing else. */
const acts: readonly Act[] = [
  async (channel, id) => expect(await ask(channel, `echo ${id}`)).toEqual({ exitCode: 0, stdout: `${id}\n`, stderr: "" }),
  async (channel, id) => expect(await ask(channel, `echo ${id} >&2; exit 3`)).toEqual({ exitCode: 3, stdout: "", stderr: `${id}\n` }),
  async (channel, id) => {
    const { stdout, stderr } = await ask(channel, `i=0; while [ $i -lt 3000 ]; do echo ${id}; echo ${id}- >&2; i=$((i+1)); done`);
    expect([stdout === `${id}\n`.repeat(3000), stderr === `${id}-\n`.repeat(3000)]).toEqual([true, true]);
  },
  async (channel, id) => {
    const later = `(sleep 0.1; echo left ${id}; echo left ${id} >&2) & setsid sh -c 'sleep 0.2; echo left ${id}' &`;
    const { stdout, stderr } = await ask(channel, `${later} printf ${id}`);
    // Where the machine halts, they may print before the shell has ended: then it is the answer to the same question.
    expect([stdout, stderr].map((text) => text.replaceAll(`left ${id}\n`, ""))).toEqual([id, ""]);
  },
  async (channel, id) => expect(await ask(channel, "cat", { stdin: id })).toEqual({ exitCode: 0, stdout: id, stderr: "" }),
  async (channel, id) => {
    const result = await channel.run({ words: ["printf", id], timeoutMs });
    expect(result).toEqual({ exitCode: 0, stdout: id, stderr: "" });
  },
  async (channel, id) =>
    expect(await codeOf(channel.run({ words: [`no-${id}`], timeoutMs, isQuestion: true }))).toBe("command.not_started"),
  async (channel) => expect(await channel.stat("/etc/passwd")).toMatchObject({ kind: "file" }),
];
/** Seldom, as each costs its time. It may also wait too long for its turn. */
const late: Act = async (channel, id) =>
  expect(["command.timeout", "agent.busy"]).toContain(await codeOf(ask(channel, `echo ${id}; sleep 300`, { timeoutMs: 500 })));

function codeOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => "answered",
    (error: unknown) => (isAppError(error) ? error.code : String(error)),
  );
}

// What failed can be seen again by its seed, as far as the machine does the same again.
test("whatever is asked beside each other, each gets its own answer and nothing of another one", async () => {
  const scene = await start({ account: { maxSessions: 4, keptAgeMs: 1_000, keptRestMs: 300 } });
  const channels = await Promise.all(Array.from({ length: channelCount }, () => scene.open()));
  const random = seededRandom(31);
  let number = 0;

  const work = async (channel: SshChannel): Promise<void> => {
    for (let turn = 0; turn < perChannel; turn += 1) {
      const act = turn === perChannel / 2 ? late : acts[Math.floor(random() * acts.length)];
      await act?.(channel, `id-${String(number++)}`);
    }
  };
  await Promise.all(channels.map(work));

  expect(number).toBe(channelCount * perChannel);
});
