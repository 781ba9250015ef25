import { randomBytes } from "node:crypto";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { SystemClock } from "@postern/runtime";
import { ensureDebianPackages, makeSshKey, startSshd } from "@postern/testing";
import type { MadeSshKey, SshdFixture } from "@postern/testing";
import { KnownHosts, openSshChannel, SshAccount, SshChannel } from "@postern/transport/ssh";
import type { SshConnection } from "@postern/transport/ssh";
import type { Benchmark, Figure } from "./harness.ts";
import { openBareShells } from "./bare-shells.ts";
import { median, percentile } from "./measure.ts";

const rounds = 6;
const commandsPerRound = 25;
const userCount = 500;
/** Requests of 500 users through pooled SSH, each after 0.9 s, on larger machines than ours. */
const publishedPerSecond = 195;
const fileBytes = 4_096;
const streamBytes = 32 * 1024 * 1024;
const burstRounds = 5;
const timeoutMs = 30_000;
const command = { words: ["true"], timeoutMs } as const;
const question = { ...command, isQuestion: true } as const;

/** Warm commands and files over SSH to a real server, beside the same without TCP_NODELAY and OpenSSH with its ControlMaster. */
export const benchmark: Benchmark = {
  name: "ssh",
  run: async (): Promise<readonly Figure[]> => {
    await ensureDebianPackages(["openssh-client", "openssh-server"]);
    // Nothing of the account that runs the benchmark is read: its files would be measured.
    await using sshd = await startSshd({ settings: ["SetEnv HOME=/nonexistent"] });
    const key = await makeSshKey(sshd.folder, { type: "ed25519" });
    await sshd.authorize([key.publicKey]);
    await using account = await accountOn(sshd, key);
    await using delayed = await accountOn(sshd, key);
    await using bare = await accountOn(sshd, key);
    await using openssh = await startMaster(sshd, key);
    const channels = await Promise.all([account, delayed].map(async (each) => openSshChannel(each, { clock, workDir: "/" })));
    // Two by construction.
    const [ours, slow] = channels as [SshChannel, SshChannel];
    (await delayed.connection()).client.setNoDelay(false);
    const { asked, askedSlowly, own, withDelay, theirs } = await takeTurns(ours, slow, openssh.run);
    const { peer } = ours;
    const newToken = (): string => randomBytes(16).toString("hex");
    const users = Array.from({ length: userCount }, () => new SshChannel({ account, clock, peer, newToken }));
    const bursts = await takeBursts(users, await bare.connection());
    const files = await fileTimes(ours, sshd.folder);
    const compared = { name: "FirecREST, published", value: publishedPerSecond };
    return [
      ...warmFigures("warm SSH question", asked, { withDelay: askedSlowly, theirs }),
      ...warmFigures("warm SSH command", own, { withDelay, theirs }),
      { name: "500 users at once, a question each", value: bursts.asked, unit: "per s", compared },
      {
        ...{ name: "500 users at once, a question each", value: bursts.asked, unit: "per s" },
        compared: { name: "the same in seven bare shells", value: bursts.bare },
      },
      { name: "500 users at once, a command each", value: bursts.own, unit: "per s", compared },
      { name: "500 users at once, reading a file each", value: bursts.read, unit: "per s", compared },
      { name: "write a file of 4 KiB over SFTP", value: files.writeMs, unit: "ms" },
      { name: "read a file of 4 KiB over SFTP", value: files.readMs, unit: "ms" },
      { name: "stream a file of 32 MiB over SFTP", value: files.streamMbPerS, unit: "MB/s" },
    ];
  },
};

const clock = new SystemClock();

async function accountOn(sshd: SshdFixture, key: MadeSshKey): Promise<SshAccount> {
  const [algorithm = "", hostKey = ""] = (await readFile(join(sshd.folder, "host-key.pub"), "utf8")).split(" ");
  const hostKeys = new KnownHosts(`[${sshd.host}]:${String(sshd.port)} ${algorithm} ${hostKey}`);
  const { host, port, user: userName } = sshd;
  const login = {
    host,
    port,
    userName,
    lendKey: <Result>(act: (lent: { privateKey: string }) => Promise<Result>) => act({ privateKey: key.privateText }),
  };
  return new SshAccount({ clock, target: { jumps: [], login, hostKeys } });
}

interface Master extends AsyncDisposable {
  readonly run: () => Promise<unknown>;
}

async function startMaster(sshd: SshdFixture, key: MadeSshKey): Promise<Master> {
  const socket = join(sshd.folder, "master");
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", `ControlPath=${socket}`];
  const words = ["-F", "/dev/null", "-i", key.path, "-p", String(sshd.port), ...options.flatMap((option) => ["-o", option])];
  const address = `${sshd.user}@${sshd.host}`;
  const ssh = promisify(execFile);
  await ssh("ssh", [...words, "-o", "ControlMaster=yes", "-o", "ControlPersist=300", address, "true"]);
  return {
    run: () => ssh("ssh", [...words, address, "true"]),
    [Symbol.asyncDispose]: async () => {
      await ssh("ssh", [...words, "-O", "exit", address]);
    },
  };
}

interface Others {
  readonly withDelay: readonly number[];
  readonly theirs: readonly number[];
}

interface Times {
  readonly asked: number[];
  readonly askedSlowly: number[];
  readonly own: number[];
  readonly withDelay: number[];
  readonly theirs: number[];
}

function warmFigures(name: string, times: readonly number[], { withDelay, theirs }: Others): readonly Figure[] {
  const p50 = { name: `${name} p50`, value: median(times), unit: "ms" };
  return [
    { ...p50, compared: { name: "without TCP_NODELAY", value: median(withDelay) } },
    { ...p50, compared: { name: "OpenSSH ControlMaster", value: median(theirs) } },
    {
      ...{ name: `${name} p99`, value: percentile(times, 0.99), unit: "ms" },
      compared: { name: "OpenSSH ControlMaster", value: percentile(theirs, 0.99) },
    },
  ];
}

// All sides take turns, so that other load on the machine meets all.
async function takeTurns(ours: SshChannel, slow: SshChannel, theirs: () => Promise<unknown>): Promise<Times> {
  const times: Times = { asked: [], askedSlowly: [], own: [], withDelay: [], theirs: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < commandsPerRound; index += 1) {
      times.asked.push(await timeOf(() => ours.run(question)));
      times.askedSlowly.push(await timeOf(() => slow.run(question)));
      times.own.push(await timeOf(() => ours.run(command)));
      times.withDelay.push(await timeOf(() => slow.run(command)));
      times.theirs.push(await timeOf(theirs));
    }
  }
  return times;
}

interface Bursts {
  readonly asked: number;
  readonly own: number;
  readonly bare: number;
  readonly read: number;
}

/**
 * A user is one channel with one request, and a turn of its own; all act as one account, over one connection. Everybody asks at the same moment, and
 * the time is that until the last answer. Medians.
 */
async function takeBursts(users: readonly SshChannel[], { client }: SshConnection): Promise<Bursts> {
  const perSecond: Record<keyof Bursts, number[]> = { asked: [], own: [], bare: [], read: [] };
  const burst = async (name: keyof Bursts, act: () => Promise<unknown>): Promise<void> => {
    perSecond[name].push((users.length * 1000) / (await timeOf(act)));
  };
  const all = (act: (user: SshChannel) => Promise<unknown>): Promise<unknown> => Promise.all(users.map(act));
  for (let round = 0; round < burstRounds; round += 1) {
    await burst("asked", () => all((user) => user.run(question)));
    await burst("own", () => all((user) => user.run(command)));
    await burst("read", () => all((user) => user.readFile("/etc/hostname")));
    await using shells = await openBareShells(client);
    await burst("bare", () => shells.run(users.length));
  }
  const { asked, own, bare, read } = perSecond;
  return { asked: median(asked), own: median(own), bare: median(bare), read: median(read) };
}

async function fileTimes(channel: SshChannel, folder: string) {
  const path = join(folder, "file");
  const bytes = Buffer.alloc(fileBytes, "x");
  const [writes, reads]: [number[], number[]] = [[], []];
  for (let index = 0; index < commandsPerRound; index += 1) {
    writes.push(await timeOf(() => channel.writeFile(path, bytes)));
    reads.push(await timeOf(() => channel.readFile(path)));
  }
  await using writing = await channel.openWrite(path);
  for (let at = 0; at < streamBytes; at += 1024 * 1024) await writing.write(Buffer.alloc(1024 * 1024, "y"));
  await writing.commit();
  await using reading = await channel.openRead(path);
  const ms = await timeOf(async () => {
    for await (const piece of reading) if (piece.length === 0) return;
  });
  return { writeMs: median(writes), readMs: median(reads), streamMbPerS: streamBytes / 1e6 / (ms / 1000) };
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}
