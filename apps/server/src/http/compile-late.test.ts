import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { serializeLate, validateLate } from "./compile-late.ts";

const broken = { type: "no-such-type" };

test("a validator says what is wrong with each call, and nothing of the one before", () => {
  const validate = validateLate(new Ajv(), { type: "string" });

  expect([validate("a"), validate.errors]).toEqual([true, null]);
  expect([validate(1), validate.errors]).toMatchObject([false, [{ keyword: "type" }]]);
  expect([validate("b"), validate.errors]).toEqual([true, null]);
});

test("a serializer leaves out what its schema does not name", () => {
  const serialize = serializeLate({ type: "object", properties: { name: { type: "string" } } });

  expect([serialize({ name: "a", secret: "s" }), serialize({ name: "b" })]).toEqual(['{"name":"a"}', '{"name":"b"}']);
});

test("nothing is compiled before it is needed", () => {
  const validate = validateLate(new Ajv(), broken);
  const serialize = serializeLate(broken);

  expect(() => validate("a")).toThrow(/type/);
  expect(() => serialize("a")).toThrow(/type/);
});
