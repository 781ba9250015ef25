import { expect, test } from "vitest";
import { freeName, nameOfHost } from "./proposed-names.ts";

test.each([
  ["gadi-login-03.nci.example.org", "gadi-login-03"],
  ["spartan", "spartan"],
  ["192.0.2.7", "192-0-2-7"],
  ["2001:db8::7", "2001-db8-7"],
  ["..", "cluster"],
])("what is for %s is called %s", (host, name) => {
  expect(nameOfHost(host)).toBe(name);
});

test("a taken name gets the first number that is free", () => {
  expect([freeName("a", []), freeName("a", ["a"]), freeName("a", ["a", "a-2"])]).toEqual(["a", "a-2", "a-3"]);
});
