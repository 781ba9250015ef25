import { expect, test } from "vitest";
import { connectionIdProblem, newConnectionId } from "./connection-id.ts";

const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("a new connection ID is a random UUID", () => {
  expect(newConnectionId()).toMatch(uuid4);
  expect(newConnectionId()).not.toBe(newConnectionId());
});

test("it is one without a secure context too", () => {
  const getRandomValues = crypto.getRandomValues.bind(crypto);

  expect(newConnectionId({ getRandomValues })).toMatch(uuid4);
});

test("a person may choose a name", () => {
  expect(connectionIdProblem("gadi-agent.1")).toBeUndefined();
});

test.each(["", "-x", "a b", "é", "x".repeat(129)])("%j is refused with a reason", (text) => {
  expect(connectionIdProblem(text)).toEqual(expect.any(String));
});
