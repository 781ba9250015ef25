import { randomBytes } from "node:crypto";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { SystemClock } from "@postern/runtime";
import { ensureDebianPackages, makeSshKey, startSshd } from "@postern/testing";
import type { MadeSshKey, SshdFixture } from "@postern/testing";
import { KnownHosts, openSshChannel, SshAccount, SshChannel } from "@postern/transport/ssh";
import type { Benchmark, Figure } from "./harness.ts";
import { median, percentile } from "./measure.ts";

const rounds = 6;
const commandsPerRound = 25;
const userCount = 500;
/** Requests of 500 users through pooled SSH, each after 0.9 s, on larger machines than ours. */
const publishedPerSecond = 195;
const fileBytes = 4_096;
const streamBytes = 32 * 1024 * 1024;
const timeoutMs = 30_000;

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
    await using openssh = await startMaster(sshd, key);
    const channels = await Promise.all([account, delayed].map(async (each) => openSshChannel(each, { clock, workDir: "/" })));
    // Two by construction.
    const [ours, slow] = channels as [SshChannel, SshChannel];
    (await delayed.connection()).client.setNoDelay(false);
    const { own, withDelay, theirs } = await takeTurns(ours, slow, openssh.run);
    const { peer } = ours;
    const newToken = (): string => randomBytes(16).toString("hex");
    const users = Array.from({ length: userCount }, () => new SshChannel({ account, clock, peer, newToken }));
    const files = await fileTimes(ours, sshd.folder);
    return [
      {
        ...{ name: "warm SSH command p50", value: median(own), unit: "ms" },
        compared: { name: "without TCP_NODELAY", value: median(withDelay) },
      },
      {
        ...{ name: "warm SSH command p50", value: median(own), unit: "ms" },
        compared: { name: "OpenSSH ControlMaster", value: median(theirs) },
      },
      {
        name: "warm SSH command p99",
        value: percentile(own, 0.99),
        unit: "ms",
        compared: { name: "OpenSSH", value: percentile(theirs, 0.99) },
      },
      {
        ...{
          name: "500 users at once, a command each",
          value: await perSecond(users, (user) => user.run({ words: ["true"], timeoutMs })),
          unit: "per s",
        },
        compared: { name: "FirecREST, published", value: publishedPerSecond },
      },
      {
        ...{
          name: "500 users at once, reading a file each",
          value: await perSecond(users, (user) => user.readFile("/etc/hostname")),
          unit: "per s",
        },
        compared: { name: "FirecREST, published", value: publishedPerSecond },
      },
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

interface Times {
  readonly own: number[];
  readonly withDelay: number[];
  readonly theirs: number[];
}

// All sides take turns, so that other load on the machine meets all.
async function takeTurns(ours: SshChannel, slow: SshChannel, theirs: () => Promise<unknown>): Promise<Times> {
  const times: Times = { own: [], withDelay: [], theirs: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < commandsPerRound; index += 1) {
      times.own.push(await timeOf(() => ours.run({ words: ["true"], timeoutMs })));
      times.withDelay.push(await timeOf(() => slow.run({ words: ["true"], timeoutMs })));
      times.theirs.push(await timeOf(theirs));
    }
  }
  return times;
}

async function perSecond(users: readonly SshChannel[], act: (user: SshChannel) => Promise<unknown>): Promise<number> {
  const ms = await timeOf(() => Promise.all(users.map(act)));
  return (users.length * 1000) / ms;
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
