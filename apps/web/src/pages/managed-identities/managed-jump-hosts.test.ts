import { expect, test } from "vitest";
import { managedHostLines, managedHostProblems, managedHostsRequest } from "./managed-jump-hosts.ts";

test("what stands in the form is what was set, and is sent without the spaces around it", () => {
  const hosts = [
    { hostName: "gate", port: 22 },
    { hostName: "inner", port: 2222 },
  ];

  const lines = managedHostLines(hosts);

  expect(managedHostsRequest(lines)).toEqual(hosts);
  expect(managedHostsRequest([{ hostName: " gate ", port: "22" }])).toEqual([{ hostName: "gate", port: 22 }]);
});

test("a line without a name, with an account in it, or with no port keeps the form from being sent; nobody's account is asked for", () => {
  const lines = [
    { hostName: "gate", port: "22" },
    { hostName: " ", port: "22" },
    { hostName: "me@gate", port: "0" },
  ];

  const problems = managedHostProblems(lines);

  expect(Object.entries(problems).map(([place, problem]) => [place, Object.keys(problem)])).toEqual([
    ["1", ["hostName"]],
    ["2", ["hostName", "port"]],
  ]);
});
