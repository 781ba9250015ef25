import { expect, test } from "vitest";
import { readJumpHosts } from "./read-jump-hosts.ts";

const config = { workDir: "/work", hostName: "Login.example.org", userName: "lab" };
const gate = { hostName: "gate.example.org", userName: "lab", credentialsId: "k" };

test("hosts keep their order, in small letters, with the usual port and an account of their own", () => {
  const inner = { hostName: " 10.0.0.7 ", port: 2222, userName: "guest", credentialsId: "l" };

  expect(readJumpHosts([{ ...gate, hostName: "Gate.Example.org", port: null }, inner], config)).toEqual([
    { host: "gate.example.org", port: 22, userName: "lab", credentialId: "k" },
    { host: "10.0.0.7", port: 2222, userName: "guest", credentialId: "l" },
  ]);
});

test("none are none, whatever the settings name", () => {
  expect(readJumpHosts([], { workDir: "/work" })).toEqual([]);
});

test("one host may be passed at two ports: that may be two machines", () => {
  const hosts = [gate, { ...gate, port: 2222 }, { ...gate, hostName: "login.example.org", port: 2222 }];

  expect(readJumpHosts(hosts, config)).toHaveLength(3);
});

test.each([
  ["a host that reads as an option", [{ ...gate, hostName: "-oProxyCommand=x" }], "jumpHosts.0.hostName"],
  ["an account with a space", [gate, { ...gate, hostName: "inner", userName: "a b" }], "jumpHosts.1.userName"],
  ["an account of spaces", [{ ...gate, userName: " " }], "jumpHosts.0.userName"],
  ["the same host twice", [gate, { ...gate, hostName: "inner" }, { ...gate, hostName: "GATE.example.org" }], "jumpHosts.2.hostName"],
  [
    "the host of the cluster",
    [
      { ...gate, hostName: "inner" },
      { ...gate, hostName: "login.example.org" },
    ],
    "jumpHosts.1.hostName",
  ],
])("%s is refused at its member", (_what, hosts, field) => {
  expect(() => readJumpHosts(hosts, config)).toThrow(expect.objectContaining({ code: "request.invalid", fields: [field] }));
});
