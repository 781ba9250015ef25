import { inspect } from "node:util";
import { isAppError } from "@postern/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { KeyRing } from "./keys/key-ring.ts";
import { parseKeyFile, renderKeyFile } from "./seals/key-file-format.ts";
import { Secret } from "./secret.ts";
import { Vault } from "./vault.ts";

const here = { recordId: "4nSb2VQkqD7xW0mZr1LtYp", scope: "workspace/12", provider: "ssh" };
const changes = fc.array(fc.record({ at: fc.nat(), take: fc.nat(40), put: fc.uint8Array({ maxLength: 4 }) }), {
  minLength: 1,
  maxLength: 3,
});

function changed(bytes: Uint8Array, list: readonly { at: number; take: number; put: Uint8Array }[]): Uint8Array {
  let result = Buffer.from(bytes);
  for (const { at, take, put } of list) {
    const start = at % (result.length + 1);
    result = Buffer.concat([result.subarray(0, start), put, result.subarray(start + take)]);
  }
  return result;
}

/** What can be printed of the error of an act, causes and hidden members included. Empty when it has none; others than ours are passed on. */
function printedErrorOf(act: () => unknown): string {
  try {
    act();
    return "";
  } catch (error) {
    if (!isAppError(error)) throw error;
    return inspect(error, { depth: Infinity, showHidden: true, getters: true, maxStringLength: null, maxArrayLength: null });
  }
}

/** The bytes as they may be written, and as Node prints them. */
const writtenForms = (bytes: Buffer): readonly string[] => [
  bytes.toString("latin1"),
  bytes.toString("hex"),
  bytes.toString("hex").replaceAll(/(..)(?=.)/g, "$1 "),
  bytes.toString("base64").slice(0, -2),
  [...bytes].join(", "),
];

test("whatever is changed in an envelope, its error shows neither the secret nor a key", () => {
  const ring = KeyRing.generate(0);
  const key = ring.getKey(1).use((bytes) => Buffer.from(bytes));
  const vault = new Vault(ring);
  const secret = Buffer.from("a secret that would be found");
  const envelope = vault.seal(Secret.fromBytes(secret), here);
  const forms = [...writtenForms(secret), ...writtenForms(key)];

  fc.assert(
    fc.property(changes, (list) => {
      const printed = printedErrorOf(() => vault.open(changed(envelope, list), here));
      expect(forms.filter((form) => printed.includes(form))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test("whatever is changed in a key file, its error shows no part of a key", () => {
  const ring = KeyRing.generate(0);
  const key = ring.getKey(1).use((bytes) => Buffer.from(bytes));
  const file = renderKeyFile(ring);
  const parts = [key.subarray(0, 12), key.subarray(12, 24)].flatMap(writtenForms);

  fc.assert(
    fc.property(changes, (list) => {
      const printed = printedErrorOf(() => parseKeyFile(changed(file, list), "/keys/vault.key"));
      expect(parts.filter((form) => printed.includes(form))).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});
