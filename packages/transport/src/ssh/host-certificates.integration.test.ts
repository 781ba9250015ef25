import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SystemClock } from "@postern/runtime";
import { ensureDebianPackages, makeSshKey, sshKeygen } from "@postern/testing";
import type { MadeSshKey, SshKeyWish } from "@postern/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { hostCertificateProblem, readHostCertificate } from "./host-certificate.ts";
import { KnownHosts, openSshChannel, SshAccount } from "./index.ts";
import type { SshChannel } from "./index.ts";
import { startHostKeyAgent } from "./testing/host-key-agent.fixture.ts";
import { knownHostsLine, startSshScene } from "./testing/ssh-scene.fixture.ts";
import type { SshScene } from "./testing/ssh-scene.fixture.ts";

const kinds: readonly SshKeyWish[] = [
  { type: "ed25519" },
  { type: "ecdsa", bits: 256 },
  { type: "ecdsa", bits: 384 },
  { type: "ecdsa", bits: 521 },
  { type: "rsa", bits: 2048 },
];
const forThisHost = ["-n", "127.0.0.1"];

let folder = "";
let authorities: readonly MadeSshKey[];
let hostKeys: readonly MadeSshKey[];
let scene: SshScene;

beforeAll(async () => {
  await ensureDebianPackages(["openssh-client", "openssh-server"]);
  folder = await mkdtemp(join(tmpdir(), "postern-host-certificates-"));
  authorities = await Promise.all(kinds.map((wish) => makeSshKey(folder, wish)));
  hostKeys = await Promise.all(kinds.map((wish) => makeSshKey(folder, wish)));
  // A host with one key, and one certificate, of which there are others in turn.
  scene = await startSshScene({ settings: [`HostCertificate ${folder}/shown`, "RekeyLimit 1M"] });
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const first = <Value>([value]: readonly Value[]): Value => value ?? expect.unreachable("there is one");
const authorityOf = ({ publicKey }: MadeSshKey) => {
  const [algorithm = "", key = ""] = publicKey.split(" ");
  return { algorithm, key };
};
const vouching = (authority: MadeSshKey, more = "") => new KnownHosts(`@cert-authority * ${authority.publicKey}\n${more}`);

async function sign(publicPath: string, words: readonly string[], authority = first(authorities)): Promise<string> {
  await sshKeygen(["-q", "-s", authority.path, "-I", "login1", ...words, publicPath]);
  return publicPath.replace(/\.pub$/, "-cert.pub");
}

/** From now on the host shows this one. */
async function show(words: readonly string[], authority = first(authorities)): Promise<void> {
  await copyFile(await sign(join(scene.sshd.folder, "host-key.pub"), ["-h", ...words], authority), join(folder, "shown"));
  await scene.sshd.reload();
}

async function openWith(hosts: KnownHosts, act: (channel: SshChannel) => Promise<unknown> = () => Promise.resolve()): Promise<SshChannel> {
  const clock = new SystemClock();
  await using account = new SshAccount({ clock, target: { ...scene.target, hostKeys: hosts } });
  const channel = await openSshChannel(account, { clock, workDir: "/" });
  await act(channel);
  return channel;
}

describe("a certificate that ssh-keygen made", () => {
  async function problemOf(
    words: readonly string[],
    change: { readonly host?: string; readonly by?: MadeSshKey; readonly key?: MadeSshKey } = {},
  ) {
    const by = change.by ?? first(authorities);
    const line = await readFile(await sign(`${(change.key ?? first(hostKeys)).path}.pub`, words, by), "utf8");
    const certificate = readHostCertificate(Buffer.from(line.split(" ")[1] ?? "", "base64")) ?? expect.unreachable("it is one");
    const trusted = authorities.filter((one) => one !== authorities[1]).map(authorityOf);
    return hostCertificateProblem(certificate, { host: change.host ?? "login.example.org", authorities: trusted, now: Date.now() });
  }
  const named = ["-h", "-n", "other,*.example.org"];

  test("is taken whatever the kinds of its key and its authority are", async () => {
    const trusted = authorities.filter((one) => one !== authorities[1]);

    const byKey = await Promise.all(hostKeys.map((key) => problemOf(named, { key })));
    const byAuthority: unknown[] = [];
    for (const by of trusted) byAuthority.push(await problemOf(named, { by }));

    expect([...byKey, ...byAuthority].filter((problem) => problem !== undefined)).toEqual([]);
    expect(byKey.length + byAuthority.length).toBe(9);
  });

  test.each([
    ["for another host", ["-h", "-n", "login.example.com"], /not for the name login\.example\.org/],
    ["for no host in particular", ["-h"], /not for the name/],
    ["of a person", ["-n", "login.example.org"], /one of a person/],
    ["that has ended", [...named, "-V", "20200101000000Z:20200102000000Z"], /ended at 2020-01-02T00:00:00\.000Z/],
    ["that has not begun", [...named, "-V", "20990101000000Z:20990102000000Z"], /begins at 2099-01-01T00:00:00\.000Z/],
    ["with a condition", [...named, "-O", "critical:only=x"], /conditions/],
  ])("%s is refused, and why is told", async (_what, words, why) => {
    expect(await problemOf(words)).toMatch(why);
  });

  test("of an authority that nobody trusts, and with a byte that is another one, is refused", async () => {
    const line = await readFile(await sign(`${first(hostKeys).path}.pub`, named), "utf8");
    const blob = Buffer.from(line.split(" ")[1] ?? "", "base64");
    const at = { host: "login.example.org", authorities: authorities.map(authorityOf), now: Date.now() };
    const whole = readHostCertificate(blob) ?? expect.unreachable("it is one");

    const taken: number[] = [];
    for (let index = 0; index < blob.length; index += 1) {
      const changed = Buffer.from(blob);
      changed[index] = (changed[index] ?? 0) ^ 1;
      const read = readHostCertificate(changed);
      if (read !== undefined && hostCertificateProblem(read, at) === undefined) taken.push(index);
    }

    expect(hostCertificateProblem(whole, at)).toBeUndefined();
    expect(hostCertificateProblem(whole, { ...at, authorities: [] })).toMatch(/another authority/);
    expect(taken).toEqual([]);
    for (let length = 0; length < blob.length; length += 1) expect(readHostCertificate(blob.subarray(0, length))).toBeUndefined();
  });
});

describe("a real sshd with a certificate", () => {
  test("is known by it, with new keys for each megabyte too, and its key need not be", async () => {
    await show(forThisHost);
    const read = async (channel: SshChannel): Promise<void> => {
      const { stdout } = await channel.run({ words: ["head", "-c", "3000000", "/dev/zero"], timeoutMs: 60_000, maxOutputBytes: 4_000_000 });
      expect(stdout).toHaveLength(3_000_000);
    };

    const channel = await openWith(vouching(first(authorities)), read);

    expect(channel.peer.kind).toBe("ssh");
    await expect(openWith(new KnownHosts(""))).rejects.toMatchObject({ code: "ssh.host_key_unknown" });
    await expect(openWith(vouching(first(authorities), `@revoked * ${first(authorities).publicKey}`))).rejects.toMatchObject({
      code: "ssh.host_key_unknown",
    });
  });

  test.each([
    ["for another host", ["-n", "elsewhere"], /not for the name 127\.0\.0\.1/],
    ["that has ended", [...forThisHost, "-V", "20200101000000Z:20200102000000Z"], /ended at 2020/],
  ])("%s gets neither name nor key", async (_what, words, why) => {
    await show(words);
    const lent = scene.lent();

    const opening = openWith(vouching(first(authorities)));

    await expect(opening).rejects.toMatchObject({ code: "ssh.host_certificate_refused", message: expect.stringMatching(why) as unknown });
    expect(scene.lent()).toBe(lent);
  });

  test("of another authority gets neither; and one that shows no certificate any more is judged by its key", async () => {
    const [trusted, other] = authorities;
    if (trusted === undefined || other === undefined) expect.unreachable("there are five");
    await show(forThisHost, other);
    await expect(openWith(vouching(trusted))).rejects.toMatchObject({ code: "ssh.host_certificate_refused" });

    await rm(join(folder, "shown"));
    await scene.sshd.reload();

    await expect(openWith(vouching(trusted))).rejects.toMatchObject({ code: "ssh.host_key_unknown" });
    const channel = await openWith(vouching(trusted, await knownHostsLine(scene.sshd)));
    expect(channel.peer.kind).toBe("ssh");
  });
});

test.each(kinds.slice(1))(
  "a host whose one certificate is for a key of $type $bits is known by it, behind a jump host without one",
  async (wish) => {
    const key = hostKeys[kinds.indexOf(wish)] ?? expect.unreachable("each kind has one");
    const certificate = await sign(`${key.path}.pub`, ["-h", ...forThisHost]);
    const other = await startSshScene({
      settings: [`HostKey ${key.path}`, `HostCertificate ${certificate}`],
      jumps: 1,
      hostKeys: {
        judge: async (seen) => (await known()).judge(seen),
        algorithmsOf: async (host, port) => (await known()).algorithmsOf(host, port),
        authoritiesOf: async (host, port) => (await known()).authoritiesOf(host, port),
      },
    });
    const known = async () => vouching(first(authorities), await knownHostsLine(first(other.jumps)));

    const channel = await other.open();

    expect(channel.peer.kind).toBe("ssh");
    await other[Symbol.asyncDispose]();
  },
);

test("whoever has copied a certificate of a host, and has not its key, gets neither name nor key", async () => {
  await using agent = await startHostKeyAgent(folder);
  const certificate = await sign(agent.publicPath, ["-h", ...forThisHost]);
  const settings = [`HostKeyAgent ${agent.socketPath}`, `HostKey ${agent.publicPath}`, `HostCertificate ${certificate}`];
  await using other = await startSshScene({ settings, hostKeys: vouching(first(authorities)) });
  const open = async (): Promise<void> => {
    await using account = new SshAccount({ clock: new SystemClock(), target: other.target });
    await account.connection();
  };
  await open();
  const lent = other.lent();

  agent.lie();

  await expect(open()).rejects.toMatchObject({ code: "ssh.unreachable" });
  expect([lent, other.lent()]).toEqual([1, 1]);
});
