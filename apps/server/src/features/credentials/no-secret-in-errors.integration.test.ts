import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { credentialFields, credentialProviders, credentialProviderTable, isAppError, toUserId } from "@postern/domain";
import type { CredentialProvider } from "@postern/domain";
import { generateKeyPair } from "@postern/ssh-keys";
import { LeakScanner, ManualClock } from "@postern/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FairSshKeyReader } from "./fair-ssh-key-reader.ts";
import { prepareKeys } from "./prepare-keys.ts";
import { parseKeys } from "./providers.ts";

const secret = String.raw`q7Zr-4x"0Pn\Vw/k8+m=d2`;
const scannerOf = (text: string): LeakScanner => new LeakScanner([{ name: "secret", secret: text }]);
const memberNames = [...new Set(credentialProviderTable.flatMap((each) => credentialFields(each).map(({ name }) => name)))];

let sshKeys: FairSshKeyReader;
beforeAll(() => {
  sshKeys = new FairSshKeyReader(new ManualClock());
});
afterAll(() => sshKeys[Symbol.asyncDispose]());

/** What becomes of it; anything but an answer or an error of the catalogue is passed on. */
async function take(provider: CredentialProvider, keys: unknown, baseUrl?: string): Promise<unknown> {
  try {
    const parsed = parseKeys(provider, { keys, baseUrl });
    await prepareKeys(parsed, { wantsExternalId: false }, { userId: toUserId(1), clock: new ManualClock(), sshKeys });
    return undefined;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return error;
  }
}

/** Everything that anybody could print of an error: its members, hidden ones too, its stack, and what caused it. */
function expectNoSecret(error: unknown, looking = scannerOf(secret)): void {
  const printed = inspect(error, { depth: Infinity, showHidden: true, getters: true, maxStringLength: null, maxArrayLength: null });
  looking.scanText("errors", "printed", printed);
  looking.scanText("errors", "as JSON", JSON.stringify(error) ?? "");
  for (let each = error; each instanceof Error; each = each.cause)
    looking.scanText("errors", "stack", `${each.message} ${each.stack ?? ""}`);
  expect(looking.leaks).toEqual([]);
}

const nasty = fc.constantFrom(
  secret,
  `${secret}\0`,
  `${secret}\n${secret}`,
  ` ${secret} `,
  `${secret}\ud800`,
  secret.repeat(20_000),
  `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n-----END OPENSSH PRIVATE KEY-----`,
  `-----BEGIN RSA PRIVATE KEY-----\n${Buffer.from(secret).toString("base64")}\n-----END RSA PRIVATE KEY-----`,
  `PuTTY-User-Key-File-3: ssh-ed25519\n${secret}`,
  `ssh-ed25519 ${secret}`,
  `https://user:${encodeURIComponent(secret)}@host.example.org/`,
  `https://host.example.org/?token=${encodeURIComponent(secret)}`,
);
const value = fc.oneof(
  { weight: 4, arbitrary: nasty },
  fc.constantFrom(null, true, 0, ""),
  nasty.map((text) => [text]),
  nasty.map((text) => ({ [text]: text })),
  fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
);
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...memberNames) },
  fc.constantFrom("mode", "discriminator", "__proto__", "toString", secret),
);

test("whatever members are sent, with secrets in them, the answer is one of the catalogue and shows none of it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...credentialProviders),
      fc.dictionary(name, value, { maxKeys: 8 }),
      fc.option(nasty),
      async (provider, keys, baseUrl) => {
        expectNoSecret(await take(provider, keys, baseUrl ?? undefined));
      },
    ),
    { numRuns: 800 },
  );
});

test("keys that are no members at all are refused, and not shown", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...credentialProviders), fc.oneof(value, fc.jsonValue()), async (provider, keys) => {
      expectNoSecret(await take(provider, keys));
    }),
    { numRuns: 200 },
  );
});

const openssh = generateKeyPair().openssh.useText((text) => text);
const legacy = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const files: readonly string[] = [
  openssh,
  legacy.export({ type: "sec1", format: "pem" }).toString(),
  legacy.export({ type: "pkcs8", format: "pem" }).toString(),
  generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
];
const changes = fc.array(fc.record({ at: fc.nat(), take: fc.nat(80), put: fc.string({ maxLength: 3 }) }), { minLength: 1, maxLength: 4 });

test("private keys that were damaged while they were copied are a key or a refusal, and no part of them is shown", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), changes, async (file, list) => {
      let text = file;
      for (const { at, take: length, put } of list) {
        const start = at % text.length;
        text = text.slice(0, start) + put + text.slice(start + length);
      }
      // The second half: the first of some formats is the public one.
      const body = file.split("-----")[2]?.replaceAll("\n", "") ?? "";
      const looking = scannerOf(body.slice(body.length / 2));

      expectNoSecret(await take("ssh", { privateKey: text }), looking);
    }),
    { numRuns: 400 },
  );
});
