import { createHmac } from "node:crypto";
import { Secret } from "@postern/vault";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutUrlSecrets } from "./cut-url-secrets.ts";
import { isSecretName } from "@postern/domain";
import { toImage } from "./to-image.ts";
import type { HashMember } from "./to-image.ts";

const hash: HashMember = (path, value) => createHmac("sha256", "k").update(`${path} `).update(value).digest("hex");
const image = (members: Readonly<Record<string, unknown>>) => JSON.parse(toImage(members, hash)) as Record<string, unknown>;

test("what anybody may see stays as it is", () => {
  const members = { name: "lab", isPrivate: true, quota: 5, tags: ["a", 1, null], nested: { deeper: { yes: false } }, none: null };

  expect(image(members)).toEqual(members);
});

test("a secret member shows that it changed, not what it is", () => {
  const before = image({ name: "c", password: "hunter2" });
  const same = image({ name: "c", password: "hunter2" });
  const after = image({ name: "c", password: "hunter3" });

  expect(before).toEqual({ name: "c", password: { $secret: expect.stringMatching(/^[0-9a-f]{32}$/) } });
  expect(same).toEqual(before);
  expect(after["password"]).not.toEqual(before["password"]);
});

test("the same secret in two places has two hashes", () => {
  const { one, other } = image({ one: { token: "t" }, other: { token: "t" } });

  expect(one).not.toEqual(other);
});

test("a `Secret` is hashed whatever its member is called, and an absent one is absent", () => {
  expect(image({ value: Secret.fromUtf8("s3cr3t"), list: [Secret.fromUtf8("s3cr3t")], password: null, token: undefined })).toEqual({
    value: { $secret: expect.any(String) },
    list: [{ $secret: expect.any(String) }],
    password: null,
  });
});

test("a long text becomes its hash and its length", () => {
  const [one, other] = [image({ script: "x".repeat(1025) }), image({ script: `${"x".repeat(1024)}y` })];

  expect(one).toEqual({ script: { $long: expect.stringMatching(/^[0-9a-f]{32}$/), length: 1025 } });
  expect(other).not.toEqual(one);
  expect(image({ script: "x".repeat(1024) })).toEqual({ script: "x".repeat(1024) });
});

test.each(["preRunScript", "postRunScript", "nextflowConfig", "configText", "paramsText"])(
  "of %s there is the hash and the length, however short it is: it may hold a secret under any name",
  (name) => {
    const [one, same, other] = ["export K=s3cr3t", "export K=s3cr3t", "export K=s3cr3T"].map((text) => image({ [name]: text }));

    expect(one).toEqual({ [name]: { $long: expect.stringMatching(/^[0-9a-f]{32}$/), length: 15 } });
    expect([same, other]).toEqual([one, expect.not.objectContaining(one ?? {})]);
    expect(image({ [name]: "" })).toEqual({ [name]: "" });
    expect(image({ [name]: null })).toEqual({ [name]: null });
  },
);

test("an image that would be too large keeps what fits, and says so", () => {
  const members = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`member${String(index)}`, "x".repeat(1000)]));

  const text = toImage(members, hash);

  expect(text.length).toBeLessThan(16 * 1024 + 20);
  expect(JSON.parse(text)).toMatchObject({ member0: "x".repeat(1000), $cut: true });
});

test("what is nested too deeply, or in itself, ends", () => {
  const endless: Record<string, unknown> = { name: "loop" };
  endless["self"] = endless;

  expect(toImage(endless, hash)).toContain('"$cut":true');
});

test("whatever a secret member holds is hashed", () => {
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;

  expect(image({ token: 1n, secrets: loop, auth: () => 1 })).toEqual({
    token: { $secret: expect.any(String) },
    secrets: { $secret: expect.any(String) },
    auth: { $secret: expect.any(String) },
  });
});

test("a variable that is called like a secret hides its value", () => {
  const variables = [
    { name: "AWS_SECRET_ACCESS_KEY", value: "s3cr3t" },
    { name: "HOME", value: "/home/jane" },
  ];

  expect(image({ environment: variables })).toEqual({
    environment: [{ name: "AWS_SECRET_ACCESS_KEY", value: { $secret: expect.any(String) } }, variables[1]],
  });
});

test("names and texts come out storable", () => {
  const text = toImage({ "na\u0000me": "a\u0000b", half: "x\uD800" }, hash);

  expect(text.isWellFormed()).toBe(true);
  expect(text).not.toContain("\\u0000");
  expect(JSON.parse(text)).toEqual({ "na\uFFFDme": "a\uFFFDb", half: "x\uFFFD" });
});

describe("no canary of a secret appears in any image", () => {
  const canary = "canary-5ecret";
  const harmless = fc.jsonValue({ maxDepth: 3 });
  const secretName = fc.constantFrom(
    "password",
    "newPassword",
    "AUTH-TOKEN",
    "auth_token",
    "secretKey",
    "api_key",
    "APIKEY",
    "clientSecret",
    "cookies",
  );
  const anyName = fc.string({ unit: "grapheme", maxLength: 12 }).filter((name) => name !== "__proto__");
  const secretMember = fc.oneof(
    fc.tuple(secretName, fc.constant<unknown>(canary)),
    fc.tuple(secretName, fc.constant<unknown>({ nested: [canary] })),
    fc.tuple(anyName, fc.constant<unknown>(Secret.fromUtf8(canary))),
    fc.tuple(anyName, fc.constant<unknown>([{ name: "API_TOKEN", value: canary }])),
    fc.tuple(anyName, fc.constant<unknown>(`https://jane:${canary}@git.example.org/repo`)),
    fc.tuple(anyName, fc.constant<unknown>(`https://example.org/x?access_token=${canary}&y=1`)),
    fc.tuple(anyName, fc.constant<unknown>(`${"x".repeat(2000)}${canary}`)),
    fc.tuple(fc.constantFrom("preRunScript", "nextflowConfig"), fc.constant<unknown>(`export K=${canary}`)),
  );
  const layer = (inner: fc.Arbitrary<Record<string, unknown>>) =>
    fc
      .tuple(anyName, fc.oneof(inner, fc.array(inner, { minLength: 1, maxLength: 3 })), anyName, harmless)
      .map(([name, value, other, rest]) => ({
        [other]: rest,
        [name]: value as unknown,
      }));
  const flat = secretMember.map(([name, value]) => ({ [name]: value }));
  const anyMembers = fc.oneof(flat, layer(flat), layer(layer(flat)), layer(layer(layer(flat))));

  test("at any depth, in any member", () => {
    fc.assert(
      fc.property(anyMembers, (members) => {
        const text = toImage(members, hash);

        expect(text).not.toContain(canary);
        expect(text).not.toContain(Buffer.from(canary).toString("base64").slice(0, 12));
        expect(() => JSON.parse(text) as unknown).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  test("whatever is given, the image is JSON of bounded size", () => {
    fc.assert(
      fc.property(fc.dictionary(anyName, fc.anything()), (members) => {
        const text = toImage(members, hash);

        expect(text.length).toBeLessThan(16 * 1024 + 20);
        expect(JSON.parse(text)).toBeTypeOf("object");
      }),
    );
  });
});

test.each([
  ...["password", "passwordHash", "oldPassword", "accessToken", "refresh_token", "TOKEN", "clientSecret", "secrets", "apiKey", "apikey"],
  ...["private-key", "sshKeys", "MASTER_KEY", "x-auth", "Cookie", "Authorization", "totpSecret"],
])("%s is called like a secret", (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each([
  ...["name", "tokenId", "tokenIds", "secretName", "passwordChangedAt", "publicKey", "nameKey", "keyTerm", "author", "tokenCount", ""],
  ...["credentialsId", "workspaceIds", "role", "monkey", "keyboard"],
])("%s is not", (name) => {
  expect(isSecretName(name)).toBe(false);
});

test.each([
  ["https://jane:pa@ss@git.example.org/a@b", "https://git.example.org/a@b"],
  ["see postgresql://u:p@db/x and ssh://k@h", "see postgresql://db/x and ssh://h"],
  ["https://h/?token=abc&page=2#x", "https://h/?token=&page=2#x"],
  ["https://h/?X-Amz-Signature=abc", "https://h/?X-Amz-Signature="],
  ["jane@example.org", "jane@example.org"],
])("%s is shown as %s", (text, shown) => {
  expect(cutUrlSecrets(text)).toBe(shown);
});
