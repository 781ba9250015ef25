import { expect, test } from "vitest";
import type { SealContext } from "./envelope/associated-data.ts";
import { parseEnvelope, renderEnvelope } from "./envelope/envelope-format.ts";
import { KeyRing } from "./keys/key-ring.ts";
import { Secret } from "./secret.ts";
import { Vault } from "./vault.ts";

const here: SealContext = { recordId: "4nSb2VQkqD7xW0mZr1LtYp", scope: "workspace/12", provider: "tw-agent" };
const doesNotOpen: unknown = expect.objectContaining({ code: "vault.envelope_invalid" });
const sealText = (vault: Vault) => vault.seal(Secret.fromUtf8("s3cr3t"), here);

/** A vault after one rotation, and the same vault before it. */
function makeRotated() {
  const older = KeyRing.generate(0);
  const newer = new KeyRing(copyKeys(older), 1);
  newer.addTerm(1);
  return { before: new Vault(older), after: new Vault(newer), newer };
}

function copyKeys(ring: KeyRing) {
  return ring.masterKeys.map((each) => ({ ...each, key: each.key.use((bytes) => Secret.fromBytes(bytes)) }));
}

test("an envelope relabelled with another term of the ring does not open", () => {
  const { before, after } = makeRotated();
  const envelope = parseEnvelope(sealText(before));

  expect(() => after.open(renderEnvelope({ ...envelope, term: 2 }), here)).toThrow(doesNotOpen);
});

test("a term that the ring does not hold is told apart from damage", () => {
  const { before, after } = makeRotated();

  expect(() => before.open(sealText(after), here)).toThrow(expect.objectContaining({ code: "vault.key_term_unknown" }));
  expect(() => before.rewrap(sealText(after), here)).toThrow(expect.objectContaining({ code: "vault.key_term_unknown" }));
});

test("after a rotation new envelopes have the new term, and old ones still open", () => {
  const { before, after } = makeRotated();

  expect(parseEnvelope(sealText(after)).term).toBe(2);
  expect(after.open(sealText(before), here).useText((text) => text)).toBe("s3cr3t");
});

test("re-wrapping changes term and wrap, leaves the body as it is, and opens without the old key", () => {
  const { before, after, newer } = makeRotated();
  const envelope = sealText(before);

  const rewrapped = after.rewrap(envelope, here);

  const onlyNew = new Vault(new KeyRing(copyKeys(newer).slice(1), 2));
  expect(parseEnvelope(rewrapped).term).toBe(2);
  expect(rewrapped.subarray(65)).toEqual(envelope.subarray(65));
  expect(rewrapped.subarray(5, 65)).not.toEqual(envelope.subarray(5, 65));
  expect(onlyNew.open(rewrapped, here).useText((text) => text)).toBe("s3cr3t");
  expect(() => onlyNew.open(envelope, here)).toThrow(expect.objectContaining({ code: "vault.key_term_unknown" }));
});

test("re-wrapping what has the active term already gives the same bytes, so a rotation can be run again", () => {
  const { before, after } = makeRotated();
  const once = after.rewrap(sealText(before), here);

  const twice = after.rewrap(once, here);

  expect(twice).toEqual(once);
  expect(twice).not.toBe(once);
});

test("re-wrapping does not turn a damaged body into one that opens", () => {
  const { before, after } = makeRotated();
  const damaged = sealText(before).fill(0, 90);

  const rewrapped = after.rewrap(damaged, here);

  expect(() => after.open(rewrapped, here)).toThrow(doesNotOpen);
});

test.each([
  ["record", { ...here, recordId: "7hTq9ZRcvB3yK5nXf8MwJd" }],
  ["scope", { ...here, scope: "workspace/13" }],
  ["provider", { ...here, provider: "ssh" }],
])("an envelope of another %s is not re-wrapped", (_, elsewhere) => {
  const { before, after } = makeRotated();
  const envelope = sealText(before);

  expect(() => after.rewrap(envelope, elsewhere)).toThrow(doesNotOpen);
});
