import { format, inspect } from "node:util";
import { deserialize, serialize } from "node:v8";
import { AppError } from "@postern/domain";
import { expect, test } from "vitest";
import { Secret } from "./secret.ts";

const text = "correct-horse-battery";
const traces = [text, Buffer.from(text).toString("hex"), Buffer.from(text).toString("base64"), Buffer.from(text).join(",")];

function expectNoTrace(output: string): void {
  for (const trace of traces) expect(output).not.toContain(trace);
}

test("a secret gives back the bytes it was made from", () => {
  const bytes = Uint8Array.of(0, 255, 128, 7);

  const secret = Secret.fromBytes(bytes);

  expect(secret.byteLength).toBe(4);
  expect(secret.use((held) => [...held])).toEqual([0, 255, 128, 7]);
});

test("a secret gives back the text it was made from, a byte order mark included", () => {
  const secret = Secret.fromUtf8("\ufeffпароль 🔑");

  expect(secret.useText((held) => held)).toBe("\ufeffпароль 🔑");
});

test("a secret keeps a copy, so that the caller may wipe its own bytes", () => {
  const bytes = Buffer.from(text);
  const secret = Secret.fromBytes(bytes);

  bytes.fill(0);

  expect(secret.useText((held) => held)).toBe(text);
});

test("a secret's bytes lie in memory that holds nothing else", () => {
  const sizes = [Secret.fromBytes(Buffer.from(text)), Secret.fromUtf8(text)].map((secret) => secret.use((held) => held.buffer.byteLength));

  expect(sizes).toEqual([text.length, text.length]);
});

test.each<readonly [string, (secret: Secret) => string]>([
  ["String()", (secret) => String(secret)],
  ["a template", (secret) => `${secret as unknown as string}`],
  ["concatenation", (secret) => "" + (secret as unknown as string)],
  ["toString", (secret) => secret.toString()],
  ["JSON.stringify", (secret) => JSON.stringify(secret)],
  ["JSON.stringify of a holder", (secret) => JSON.stringify({ password: secret, list: [secret] })],
  ["util.inspect", (secret) => inspect(secret)],
  ["util.inspect showing hidden fields", (secret) => inspect({ secret }, { showHidden: true, getters: true, depth: Infinity })],
  ["console formats", (secret) => format("%s %o %O %j", secret, secret, secret, secret)],
  ["an error's cause", (secret) => inspect(new AppError("server.internal", "failed", { cause: secret }))],
])("a secret shows as [secret] through %s", (_, show) => {
  const output = show(Secret.fromUtf8(text));

  expect(output).toContain("[secret]");
  expectNoTrace(output);
});

test.each<readonly [string, (secret: Secret) => unknown]>([
  ["util.inspect without custom inspection", (secret) => inspect(secret, { customInspect: false, showHidden: true })],
  ["a number format", (secret) => format("%d %i %f", secret, secret, secret)],
  ["Object.entries", (secret) => Object.entries(secret)],
  ["all own keys", (secret) => Reflect.ownKeys(secret).map((key) => [String(key), Reflect.get(secret, key)])],
  ["spread", (secret) => ({ ...secret })],
  ["for in", (secret) => allEnumerable(secret)],
  ["structuredClone", (secret) => structuredClone(secret)],
  ["v8 serialisation", (secret) => serialize(secret).toString("latin1")],
  ["v8 serialisation there and back", (secret) => deserialize(serialize({ secret }))],
  ["Object.assign", (secret) => Object.assign({}, secret)],
  ["a URL query", (secret) => new URLSearchParams({ password: secret as unknown as string }).toString()],
])("a secret leaves no trace through %s", (_, take) => {
  const taken = take(Secret.fromUtf8(text));

  expectNoTrace(typeof taken === "string" ? taken : `${inspect(taken, { depth: Infinity, showHidden: true })}${JSON.stringify(taken)}`);
});

test("a logger that walks over fields, as pino does, writes [secret]", () => {
  const line = walk({
    level: 30,
    msg: "saved",
    err: new Error("no", { cause: Secret.fromUtf8(text) }),
    credential: { key: Secret.fromUtf8(text) },
  });

  expect(line).toContain('"key":"[secret]"');
  expectNoTrace(line);
});

test("a secret cannot be given a property that would carry something along", () => {
  const secret = Secret.fromUtf8(text);

  expect(() => Object.assign(secret, { note: text })).toThrow(TypeError);
});

test("a destroyed secret is zeros, and is refused afterwards", () => {
  const secret = Secret.fromUtf8(text);
  const held = secret.use((bytes) => bytes);

  secret.destroy();
  secret.destroy();

  expect(held.every((byte) => byte === 0)).toBe(true);
  expect(secret.byteLength).toBe(0);
  expect(() => secret.use(() => undefined)).toThrow(expect.objectContaining({ code: "vault.secret_destroyed" }));
  expect(() => secret.useText(() => undefined)).toThrow(expect.objectContaining({ code: "vault.secret_destroyed" }));
});

test("a secret is destroyed at the end of its block", () => {
  const secret = Secret.fromUtf8(text);

  {
    using _scoped = secret;
  }

  expect(secret.byteLength).toBe(0);
});

test("text that UTF-8 cannot hold is refused instead of being changed", () => {
  expect(() => Secret.fromUtf8("\ud83d")).toThrow(expect.objectContaining({ code: "vault.secret_not_text" }));
});

test("bytes that are not text are refused as text, and the error does not show them", () => {
  const secret = Secret.fromBytes(Buffer.concat([Buffer.from(text), Buffer.of(0xff)]));

  const refusal = catchError(() => secret.useText((held) => held));

  expect(refusal).toMatchObject({ code: "vault.secret_not_text" });
  expectNoTrace(inspect(refusal, { showHidden: true, depth: Infinity }));
});

/** What JSON loggers do: own fields, errors by their message and stack, and `toJSON` where there is one. */
function walk(fields: object): string {
  return JSON.stringify(fields, (_, value: unknown) =>
    value instanceof Error ? { ...value, message: value.message, stack: value.stack, cause: value.cause } : value,
  );
}

function allEnumerable(value: object): unknown[] {
  const found: unknown[] = [];
  for (const key in value) found.push(Reflect.get(value, key));
  return found;
}

function catchError(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
