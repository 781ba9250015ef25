import { connect, createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AppError } from "@postern/domain";
import { eventually } from "@postern/testing";
import { describe, expect, onTestFinished, test } from "vitest";

import { KnownHosts } from "./index.ts";
import { knownHostsLine, startSshScene } from "./testing/ssh-scene.fixture.ts";
import type { SshScene, SshSceneOptions } from "./testing/ssh-scene.fixture.ts";

async function start(options: SshSceneOptions = {}): Promise<SshScene> {
  const scene = await startSshScene(options);
  onTestFinished(() => scene[Symbol.asyncDispose]());
  return scene;
}

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const isGone = (pid: string): Promise<boolean> =>
  readFile(`/proc/${pid}/stat`, "utf8").then(
    (line) => / Z /.test(line),
    () => true,
  );

describe("host keys", () => {
  test("a host that nobody confirmed is shown with its fingerprint, and gets neither name nor key", async () => {
    const scene = await start({ hostKeys: new KnownHosts("") });

    await expect(scene.open()).rejects.toMatchObject({ code: "ssh.host_key_unknown", message: matching(/ssh-ed25519 SHA256:\S{43}\.$/) });
    expect(scene.lent()).toBe(0);
    expect(scene.sshd.log()).not.toMatch(/userauth|Accepted|Failed/i);
  });

  test("a changed key stops everything, on a jump host too, and names the host", async () => {
    const other = await start();
    const line = (await knownHostsLine(other.sshd)).split(" ").slice(1).join(" ");
    const scene = await start({ jumps: 1, hostKeys: new KnownHosts(`* ${line}`) });

    await expect(scene.open()).rejects.toMatchObject({
      code: "ssh.host_key_changed",
      message: matching(/^The jump host 127\.0\.0\.1:\d+ showed another key/),
    });
    expect(scene.lent()).toBe(0);
  });

  test("whoever pins on first use is asked once, and what cannot be stored is not trusted", async () => {
    const seen: string[] = [];
    const full = new AppError("storage.unavailable", "Nothing can be stored.");
    const hostKeys = {
      judge: ({ fingerprint }: { readonly fingerprint: string }) => {
        seen.push(fingerprint);
        return seen.length === 1 ? Promise.reject(full) : Promise.resolve("known" as const);
      },
      algorithmsOf: () => Promise.resolve([]),
    };
    const scene = await start({ hostKeys });

    await expect(scene.open()).rejects.toBe(full);
    await eventually("the pause is over", () =>
      scene.open().then(
        () => true,
        () => false,
      ),
    );
    expect(seen).toHaveLength(2);
  });
});

describe("a sign-in that fails", () => {
  test("says so, and is not tried again at once however many ask", async () => {
    const scene = await start();
    await scene.sshd.authorize([]);

    const outcomes = await Promise.allSettled([scene.open(), scene.open(), scene.open()]);

    expect(outcomes).toMatchObject(outcomes.map(() => ({ reason: { code: "ssh.refused", message: matching(/did not let \S+ in/) } })));
    await expect(scene.open()).rejects.toMatchObject({ code: "ssh.refused" });
    expect(scene.lent()).toBe(1);

    await scene.authorize();
    scene.account.tryAgainNow();

    await expect(scene.open()).resolves.toMatchObject({ peer: { kind: "ssh" } });
  });

  test("with a text that is no key quotes nothing of it", async () => {
    const scene = await start({ key: { privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\ngeheim" } });

    const error: unknown = await scene.open().catch((caught: unknown) => caught);

    expect(error).toMatchObject({ code: "credential.ssh_key_refused" });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("geheim");
  });

  test("with a certificate of something else is told before it is sent", async () => {
    const scene = await start();
    const key = await scene.privateKey();
    const other = await start({ key: { privateKey: key, certificate: "ssh-rsa-cert-v01@openssh.com AAAA" } });

    await expect(other.open()).rejects.toMatchObject({ code: "credential.certificate_refused" });
  });
});

describe("a host that is no use", () => {
  // They end by themselves, so the limit is for a busy machine alone.
  test.each([
    ["nologin", { loginShell: "/usr/sbin/nologin" }, /not available/],
    ["a forced command that says why", { settings: ["ForceCommand echo Use the portal."] }, /and said: Use the portal\.$/],
    ["SFTP only", { settings: ["ForceCommand internal-sftp"] }, /ran no shell/],
    ["a command that ends at once", { settings: ["ForceCommand /bin/false"] }, /ran no shell/],
    ["a password that has to be changed", { shadow: "*:0:0:99999:7:::", settings: ["UsePAM yes"] }, /password/i],
  ])("says what it is instead of a shell: %s", async (_name, options, words) => {
    const scene = await start({ ...options, account: { connectTimeoutMs: 30_000 } });

    await expect(scene.open()).rejects.toMatchObject({ code: "ssh.no_shell", message: matching(words) });
  });

  test("says that it runs no shell, when its command echoes until it is given up", async () => {
    const scene = await start({ settings: ["ForceCommand cat"], account: { connectTimeoutMs: 5_000 } });
    // Signed in before, or the limit would be for that too.
    await scene.account.connection();

    await expect(scene.open()).rejects.toMatchObject({ code: "ssh.no_shell", message: matching(/ran no shell/) });
  });

  test("says that it opens no session", async () => {
    const scene = await start({ settings: ["MaxSessions 0"] });

    await expect(scene.open()).rejects.toMatchObject({ code: "ssh.no_shell", message: matching(/opens no session/) });
  });

  test("says that the work directory is not there", async () => {
    const scene = await start();

    await expect(scene.open("/no/such/folder")).rejects.toMatchObject({ code: "file.failed" });
    await expect(scene.open("relative")).rejects.toMatchObject({ code: "file.failed" });
  });

  test("has no way of speaking SSH in common", async () => {
    const scene = await start({ settings: ["KexAlgorithms sntrup761x25519-sha512@openssh.com"] });

    await expect(scene.open()).rejects.toMatchObject({ code: "ssh.incompatible" });
  });

  test("is silent, refuses, or is behind a jump host that lets nobody through", async () => {
    const silent = await listen(createServer((socket) => socket.on("error", () => undefined)));
    const scenes = await Promise.all([
      start({ port: () => silent, account: { connectTimeoutMs: 500 } }),
      start({ port: () => 1 }),
      start({ jumps: 1, port: () => 1 }),
      start({ jumps: 1, jumpSettings: ["AllowTcpForwarding no"] }),
    ]);

    const outcomes = await Promise.allSettled(scenes.map((scene) => scene.open()));

    expect(outcomes.map((outcome) => outcome.status === "rejected" && String(outcome.reason))).toEqual([
      matching(/127\.0\.0\.1:\d+ cannot be reached: it did not answer in time\.$/),
      matching(/127\.0\.0\.1:1 cannot be reached: it refused the connection\.$/),
      matching(/127\.0\.0\.1:1 cannot be reached from the jump host 127\.0\.0\.1:\d+: the way from there did not open\.$/),
      matching(/^AppError: The jump host \S+ does not let Postern through to \S+\.$/),
    ]);
    expect(outcomes.map((outcome) => outcome.status === "rejected" && (outcome.reason as AppError).code)).toEqual([
      ...["ssh.unreachable", "ssh.unreachable", "ssh.unreachable", "ssh.forwarding_refused"],
    ]);
  });
});

describe("a connection that breaks", () => {
  test("is made again when the host is back; what ran is unclear, and is ended over there", async () => {
    const scene = await start();
    const folder = await temporary();
    const channel = await scene.open(folder);
    const pidPath = join(folder, "pid");
    const running = channel.run({ words: ["sh", "-c", 'echo $$ >"$1"; sleep 300', "sh", pidPath], timeoutMs: 600_000 });
    const outcome = running.catch((error: unknown) => error);
    await eventually("it runs", () =>
      readFile(pidPath, "utf8").then(
        (text) => text.trim(),
        () => undefined,
      ),
    );

    await scene.sshd.kill();

    expect(await outcome).toMatchObject({ code: "agent.gone" });
    await expect(channel.run({ words: ["true"], timeoutMs: 30_000 })).rejects.toMatchObject({ code: "ssh.unreachable" });
    const pid = (await readFile(pidPath, "utf8")).trim();
    await eventually("the program is gone", () => isGone(pid));
    await scene.sshd.restart();
    await eventually("it is reached again", () => channel.stat(folder).catch(() => undefined));
    expect((await channel.run({ words: ["echo", "back"], timeoutMs: 30_000 })).stdout).toBe("back\n");
  });

  test("to a host that drops those who come while many sign in is tried again", async () => {
    let dropped = 0;
    const scene = await start({
      port: (sshd) =>
        listen(
          createServer((socket) => {
            socket.on("error", () => undefined);
            dropped += 1;
            if (dropped <= 2) socket.destroy();
            else socket.pipe(connect(sshd.port, "127.0.0.1").on("error", () => undefined)).pipe(socket);
          }),
        ),
      hostKeys: trusting,
    });

    const channel = await scene.open();

    expect([dropped, channel.peer.kind]).toEqual([3, "ssh"]);
  });
});

describe("a channel that is closed", () => {
  test("ends what runs for it, and leaves the connection to others", async () => {
    const scene = await start();
    const folder = await temporary();
    const [channel, other] = await Promise.all([scene.open(folder), scene.open(folder)]);
    const pidPath = join(folder, "pid");
    const running = channel.run({ words: ["sh", "-c", 'echo $$ >"$1"; sleep 300', "sh", pidPath], timeoutMs: 600_000 });
    const outcome = running.catch((error: unknown) => error);
    await eventually("it runs", () =>
      readFile(pidPath, "utf8").then(
        (text) => text.trim(),
        () => undefined,
      ),
    );

    await channel[Symbol.asyncDispose]();

    expect(await outcome).toMatchObject({ code: "agent.gone" });
    const pid = (await readFile(pidPath, "utf8")).trim();
    await eventually("the program is gone", () => isGone(pid));
    expect((await other.run({ words: ["echo", "on"], timeoutMs: 30_000 })).stdout).toBe("on\n");
    expect(scene.lent()).toBe(1);
  });

  test("is not kept busy by a program that prints without end", async () => {
    const scene = await start();
    const channel = await scene.open();

    const flood = channel.run({
      words: ["sh", "-c", "head -c 20000000 /dev/zero; echo done >&2; yes"],
      timeoutMs: 2_500,
      maxOutputBytes: 100,
    });

    await expect(flood).rejects.toMatchObject({ code: "command.timeout" });
    expect((await channel.run({ words: ["echo", "on"], timeoutMs: 30_000 })).stdout).toBe("on\n");
  });

  test("waits for a free session no longer than the command may take", async () => {
    const scene = await start({ account: { maxSessions: 1 } });
    const channel = await scene.open();
    const long = channel.run({ words: ["sleep", "300"], timeoutMs: 600_000 }).catch((error: unknown) => error);

    await expect(channel.run({ words: ["true"], timeoutMs: 300 })).rejects.toMatchObject({ code: "agent.busy" });

    await channel[Symbol.asyncDispose]();
    expect(await long).toMatchObject({ code: "agent.gone" });
  });
});

describe("files", () => {
  test("are written with their mode whatever the umask is, and a full disk is told", async () => {
    const scene = await start();
    const folder = await temporary();
    const channel = await scene.open(folder);

    await writeFile(join(folder, "old"), "x");

    await expect(channel.writeFile("/dev/full/x", Buffer.from("x"))).rejects.toMatchObject({ code: "file.failed" });
    await expect(channel.readFile(join(folder, "none"))).rejects.toMatchObject({ code: "file.not_found" });
    expect((await channel.readFile("/proc/self/status")).bytes.length).toBeGreaterThan(100);
  });
});

const trusting = { judge: () => Promise.resolve("known" as const), algorithmsOf: () => Promise.resolve([]) };

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "postern-ssh-trouble-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return (server.address() as AddressInfo).port;
}
