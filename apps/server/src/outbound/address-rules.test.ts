import { expect, test } from "vitest";
import { addressProblem } from "./address-rules.ts";
import type { OutboundReach } from "./address-rules.ts";

const reaches: readonly OutboundReach[] = ["public", "private", "local"];

/** From which setting on an address may be connected to; `undefined`: from none. */
const addresses: readonly [address: string, from: OutboundReach | undefined][] = [
  ["140.82.121.3", "public"],
  ["2606:50c0:8000::153", "public"],
  ["64:ff9b::8c52:7903", "public"],
  ["10.1.2.3", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.1.1", "private"],
  ["100.64.0.1", "private"],
  ["fd12:3456::1", "private"],
  ["::ffff:10.1.2.3", "private"],
  ["::ffff:a01:203", "private"],
  ["64:ff9b::10.1.2.3", "private"],
  ["127.0.0.1", "local"],
  ["127.8.9.10", "local"],
  ["::1", "local"],
  ["::ffff:127.0.0.1", "local"],
  ["::127.0.0.1", "local"],
  ["0.0.0.0", undefined],
  ["::", undefined],
  ["169.254.169.254", undefined],
  ["169.254.1.1", undefined],
  ["::ffff:169.254.169.254", undefined],
  ["::ffff:a9fe:a9fe", undefined],
  ["64:ff9b::a9fe:a9fe", undefined],
  ["100.100.100.200", undefined],
  ["168.63.129.16", undefined],
  ["192.0.0.192", undefined],
  ["224.0.0.1", undefined],
  ["255.255.255.255", undefined],
  ["fe80::1", undefined],
  ["fe80::1%eth0", undefined],
  ["fd00:ec2::254", undefined],
  ["fd20:ce::254", undefined],
  ["ff02::1", undefined],
  ["2002:a9fe:a9fe::1", undefined],
  ["2001:0:a9fe:a9fe::1", undefined],
  ["64:ff9b:1::a9fe:a9fe", undefined],
  ["::ffff:0:169.254.169.254", undefined],
  ["fec0::1", undefined],
  ["git.example.org", undefined],
  ["", undefined],
];

test.each(addresses)("%s is reached from %s on", (address, from) => {
  const allowed = reaches.filter((reach) => addressProblem(address, reach) === undefined);

  expect(allowed).toEqual(from === undefined ? [] : reaches.slice(reaches.indexOf(from)));
});

test("what is refused is said by its kind", () => {
  expect(addressProblem("169.254.169.254", "local")).toContain("never connects to");
  expect(addressProblem("127.0.0.1", "private")).toContain("the server's own machine");
  expect(addressProblem("10.0.0.1", "public")).toContain("in a private network");
});
