import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

function asked(remoteAddress: string | undefined, forwarded?: string): IncomingMessage {
  return {
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  } as unknown as IncomingMessage;
}

test.each([
  ["nobody is trusted: what a header says is anybody's word", [], asked("192.0.2.1", "198.51.100.7"), "192.0.2.1"],
  ["a client that is no proxy cannot name another address", ["10.0.0.0/8"], asked("192.0.2.1", "198.51.100.7"), "192.0.2.1"],
  ["the proxy's word is taken", ["10.0.0.0/8"], asked("10.1.2.3", "198.51.100.7"), "198.51.100.7"],
  ["an address of IPv4 in IPv6 is the same proxy", ["10.0.0.0/8"], asked("::ffff:10.1.2.3", "2001:db8::7"), "2001:db8::7"],
  ["what a client put in front of it is not", ["10.0.0.0/8"], asked("10.1.2.3", "127.0.0.1, 198.51.100.7"), "198.51.100.7"],
  ["two proxies, one behind the other", ["10.0.0.0/8", "192.0.2.1"], asked("10.1.2.3", "198.51.100.7, 192.0.2.1"), "198.51.100.7"],
  ["a proxy that says nothing", ["10.0.0.0/8"], asked("10.1.2.3"), "10.1.2.3"],
  ["a proxy that passes on what is no address", ["10.0.0.0/8"], asked("10.1.2.3", "<b>x</b>"), "10.1.2.3"],
  ["a socket that is gone", ["10.0.0.0/8"], asked(undefined, "198.51.100.7"), "unknown"],
])("%s", (_what, trusted, request, address) => {
  expect(clientAddress(trusted)(request)).toBe(address);
});
