import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@postern/domain";
import type { CredentialId } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { describeWithDatabases, ensureDebianPackages, makeSshKey, sshKeygen } from "@postern/testing";
import type { MadeSshKey } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCheckScene } from "../../../testing/credential-checks.fixture.ts";
import { FairSshKeyReader } from "../fair-ssh-key-reader.ts";
import { SshKeyProbe } from "./probes/ssh-key-probe.ts";

let folder = "";
let key: MadeSshKey;
let authority: MadeSshKey;

beforeAll(async () => {
  await ensureDebianPackages(["openssh-client"]);
  folder = await mkdtemp(join(tmpdir(), "postern-ssh-check-"));
  [key, authority] = [await makeSshKey(folder, { type: "ed25519" }), await makeSshKey(folder, { type: "ed25519" })];
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describeWithDatabases("checks of keys of SSH", ({ open, clock }) => {
  async function stage() {
    const scene = await openCheckScene(await open(), clock);
    const probe = new SshKeyProbe({ clock, sshKeys: scene.sshKeys });
    scene.asked.mockImplementation((credential) => probe.probe(credential));
    return { ...scene, add: (keys: object): Promise<CredentialId> => scene.create("login", "ssh", keys) };
  }

  test("a key that is kept is AVAILABLE, and was opened for it with an entry in the trail", async () => {
    const { add, checks, rowOf, entries } = await stage();
    const id = await add({ privateKey: key.privateText });
    expect((await checks.listDue(10)).map((row) => row.id)).toEqual([id]);

    expect(await checks.check(id, null)).toEqual({ status: "AVAILABLE", outcome: { kind: "valid" } });

    expect((await rowOf(id)).next_check_at).toBeGreaterThan(clock.now());
    expect(await entries("secret.open")).toHaveLength(1);
  });

  test("one whose certificate has ended is INVALID from then on, and says when it ended", async () => {
    const { add, checks } = await stage();
    const [from, until] = [new Date(clock.now() - 3_600_000), new Date(clock.now() + 3_600_000)].map(
      (moment) => `${moment.toISOString().replaceAll(/[-:T]|\.\d+Z/g, "")}Z`,
    );
    await sshKeygen(["-q", "-s", authority.path, "-I", "me", "-n", "ada", "-V", `${from ?? ""}:${until ?? ""}`, `${key.path}.pub`]);
    const certificate = await readFile(`${key.path}-cert.pub`, "utf8");
    const id = await add({ privateKey: key.privateText, certificate });
    expect(await checks.check(id, null)).toMatchObject({ status: "AVAILABLE" });

    clock.advance(7_200_000);

    expect(await checks.check(id, null)).toMatchObject({ status: "INVALID", outcome: { message: expect.stringMatching(/ended|expired/) } });
  });
});

test("what is no key any more is named for what it is, and not quoted", async () => {
  const clock = new SystemClock();
  await using sshKeys = new FairSshKeyReader(clock);
  const half = key.privateText.slice(0, key.privateText.length / 2);

  const outcome = await new SshKeyProbe({ clock, sshKeys }).probe({ provider: "ssh", baseUrl: null, members: { privateKey: half } });

  expect(outcome).toEqual({ kind: "invalid", message: expect.stringContaining("This private key is cut: a part of it is missing.") });
  expect(JSON.stringify(outcome)).not.toContain(half.split("\n")[1]);
});

test("one whose turn it is not yet says nothing of the key", async () => {
  const busy = { read: () => Promise.reject(new AppError("request.limited", "Other keys of yours are being read still.")) };
  const probe = new SshKeyProbe({ clock: new SystemClock(), sshKeys: busy });

  const outcome = await probe.probe({ provider: "ssh", baseUrl: null, members: { privateKey: key.privateText } });

  expect(outcome.kind).toBe("inconclusive");
});
