import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asOpenSshSeesIt, ensureDebianPackages, ManualClock, makeSshKey, rewriteSshKey, startSshd } from "@postern/testing";
import type { MadeSshKey, SshdFixture, SshKeyWish } from "@postern/testing";
import { Secret } from "@postern/vault";
import { Client } from "ssh2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authorizedKeysLine } from "./authorized-keys-line.ts";
import { generateKeyPair } from "./generate-key-pair.ts";
import { PrivateKeyReader } from "./private-key-reader.ts";
import type { PrivateKeyReading } from "./private-key-reader.ts";

let folder = "";
let sshd: SshdFixture;
const reader = new PrivateKeyReader({ clock: new ManualClock() });

beforeAll(async () => {
  await ensureDebianPackages(["openssh-client", "openssh-server"]);
  folder = await mkdtemp(join(tmpdir(), "postern-sign-in-"));
  sshd = await startSshd();
}, 300_000);

afterAll(async () => {
  await sshd[Symbol.asyncDispose]();
  await reader[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const read = (text: string, passphrase = ""): Promise<PrivateKeyReading> =>
  reader.read({ text: Secret.fromUtf8(text), passphrase: Secret.fromUtf8(passphrase) });

function keyOf(reading: PrivateKeyReading): Secret {
  if (reading.kind === "refused") throw new TypeError(reading.reason);
  return reading.openssh;
}

/** Signs in with the kept form of a key, and closes when `act` is done. */
async function withClient<Value>(openssh: Secret, act: (client: Client) => Promise<Value>): Promise<Value> {
  const client = new Client();
  try {
    await new Promise<void>((resolve, reject) => {
      client.once("ready", resolve).once("error", reject);
      openssh.useText((privateKey) => client.connect({ host: sshd.host, port: sshd.port, username: sshd.user, privateKey }));
    });
    return await act(client);
  } finally {
    client.end();
  }
}

function run(client: Client, command: string, options: { pty?: boolean } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    client.exec(command, options, (error, channel) => {
      if (error !== undefined) {
        reject(error);
        return;
      }
      let output = "";
      channel.on("data", (bytes: Buffer) => (output += bytes.toString())).once("close", () => resolve(output));
      channel.resume();
    });
  });
}

const listRoot = (client: Client): Promise<number> =>
  new Promise((resolve, reject) => {
    client.sftp((error, sftp) => {
      if (error !== undefined) reject(error);
      else sftp.readdir("/", (failure, list) => (failure === undefined || failure === null ? resolve(list.length) : reject(failure)));
    });
  });

const forward = (client: Client): Promise<unknown> =>
  new Promise((resolve, reject) => {
    client.forwardOut("127.0.0.1", 1, "127.0.0.1", sshd.port, (error) => (error === undefined ? resolve(undefined) : reject(error)));
  });

const kinds: readonly SshKeyWish[] = [
  { type: "ed25519" },
  { type: "rsa", bits: 2048 },
  { type: "ecdsa", bits: 256 },
  { type: "ecdsa", bits: 384 },
  { type: "ecdsa", bits: 521 },
];
const forms: readonly Omit<SshKeyWish, "type">[] = [
  ...[{}, { format: "PEM" as const }, { format: "PKCS8" as const }].flatMap((form) => [form, { ...form, passphrase: "päss phrase" }]),
  // The other ciphers do the same to every algorithm: formats.integration.test.ts.
  { passphrase: "secret", cipher: "chacha20-poly1305@openssh.com" },
];

describe.each(kinds)("$type $bits", (kind) => {
  let first: MadeSshKey;
  beforeAll(async () => {
    first = await makeSshKey(folder, kind);
    await sshd.authorize([first.publicKey]);
  });

  test.each(forms.map((form) => [Object.values(form).join(", "), form] as const))(
    "with (%s) becomes a key that ssh-keygen reads as the same, and that signs in to a real sshd",
    async (_, form) => {
      const { privateText, publicKey } = await rewriteSshKey(folder, first, form);

      const reading = await read(privateText, form.passphrase);

      expect(reading).toMatchObject({ kind: "key", publicKey });
      using openssh = keyOf(reading);
      expect(await openssh.useText((text) => asOpenSshSeesIt(folder, text))).toMatchObject({ publicKey });
      await withClient(openssh, () => Promise.resolve());
    },
  );
});

test("a generated pair signs in with its line: commands and SFTP work, terminals and forwarding do not", async () => {
  const pair = generateKeyPair();
  await sshd.authorize([authorizedKeysLine({ publicKey: pair.publicKey, comment: "postern my-cluster", from: ["127.0.0.1"] })]);

  await withClient(pair.openssh, async (client) => {
    expect(await run(client, "echo hello")).toBe("hello\n");
    expect(await listRoot(client)).toBeGreaterThan(3);
    await expect(forward(client)).rejects.toThrow(/open failed|prohibited/u);
    await expect(run(client, "tty", { pty: true })).rejects.toThrow(/pseudo/u);
  });
});

test.each([
  ["another address", "192.0.2.7"],
  ["what is no address", "no address"],
])("a generated pair whose line names %s does not sign in", async (_, from) => {
  const pair = generateKeyPair();
  await sshd.authorize([authorizedKeysLine({ publicKey: pair.publicKey, comment: "postern", from: [from] })]);

  await expect(withClient(pair.openssh, () => Promise.resolve())).rejects.toThrow(/authentication methods failed/u);
});
