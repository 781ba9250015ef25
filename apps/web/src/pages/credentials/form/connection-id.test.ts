import { expect, test } from "vitest";
import { newConnectionId } from "./connection-id.ts";

const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("a new connection ID is a random UUID", () => {
  expect(newConnectionId()).toMatch(uuid4);
  expect(newConnectionId()).not.toBe(newConnectionId());
});

test("it is one without a secure context too", () => {
  const getRandomValues = crypto.getRandomValues.bind(crypto);

  expect(newConnectionId({ getRandomValues })).toMatch(uuid4);
});
