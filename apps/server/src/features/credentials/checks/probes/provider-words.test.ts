import fc from "fast-check";
import { expect, test } from "vitest";
import { providerWords, withWords } from "./provider-words.ts";

const reply = (body: string) => ({ status: 401, headers: {}, body });

test.each([
  ['{"message":"Bad credentials","documentation_url":"https://docs.github.com/rest"}', "Bad credentials"],
  ['{"error":"invalid_token","error_description":"Token was revoked."}', "Token was revoked."],
  ['{"message":"401 Unauthorized"}', "401 Unauthorized"],
  ['{"type":"error","error":{"message":"Token is invalid, expired, or not supported."}}', "Token is invalid, expired, or not supported."],
  ['{"errors":[{"context":null,"message":"Authentication failed."}]}', "Authentication failed."],
  ['{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":null}]}', "authentication required"],
  ['{"details":"incorrect username or password"}', "incorrect username or password"],
  ["remote: HTTP Basic: Access denied\nsecond line", "remote: HTTP Basic: Access denied"],
  ["<!doctype html><title>Sign in</title>", ""],
  ['{"cut off', ""],
  ['{"id":1}', ""],
  ["", ""],
  ['{"message":"a\\u001b[31mb\\u0000c\\u202e"}', "a [31mb c"],
])("%s says %j", (body, words) => {
  expect(providerWords(reply(body))).toBe(words);
});

test.each([
  `{"message":${"[".repeat(30_000)}${"]".repeat(30_000)}}`,
  `${'{"error":'.repeat(7000)}"deep"${"}".repeat(7000)}`,
  `{${'"message":{},'.repeat(4000)}"x":1}`,
])("an answer of any depth is read to an end", (body) => {
  expect(providerWords(reply(body))).toBe("");
});

test("whatever is answered, words of it are text of one line, or none", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (body) => {
      expect(providerWords(reply(body))).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }),
  );
});

test("words are cut to what the API can answer", () => {
  expect(withWords("x", providerWords(reply(JSON.stringify({ message: "y".repeat(10_000) }))), [])).toHaveLength(4096);
});

test("words that repeat a secret, or a part of it, in whatever form, are left out", () => {
  const secret = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 60 }).filter((text) => text.trim().length > 0);
  const form = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => text.toUpperCase(),
    (text) => encodeURIComponent(text),
    (text) => Buffer.from(text).toString("base64"),
    (text) => Buffer.from(text).toString("hex"),
    (text) => text.slice(0, 8),
    (text) => text.slice(-8),
  );

  fc.assert(
    fc.property(secret, form, (text, written) => {
      const message = withWords("x", `The token ${written(text)} is not known`, [text]);

      expect(message).toBe("x: its words are left out, because they repeat a part of the secret");
    }),
    { numRuns: 500 },
  );
});

test("words without it stay as they are", () => {
  expect(withWords("GitHub says no (401)", "Bad credentials", ["ghp_0123456789abcdef"])).toBe("GitHub says no (401): Bad credentials");
});
