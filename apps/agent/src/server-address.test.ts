import { expect, test } from "vitest";

import { readServerAddress } from "./server-address.ts";

const careful = { isInsecureAllowed: false };

test.each([
  ["https://postern.example.org/api", "wss://postern.example.org/api/postern/v1/agent/connect"],
  ["https://postern.example.org", "wss://postern.example.org/api/postern/v1/agent/connect"],
  ["https://postern.example.org:8443/api/", "wss://postern.example.org:8443/api/postern/v1/agent/connect"],
  ["https://example.org/postern/api", "wss://example.org/postern/api/postern/v1/agent/connect"],
  ["http://127.0.0.1:8080/api", "ws://127.0.0.1:8080/api/postern/v1/agent/connect"],
  ["http://localhost:8080", "ws://localhost:8080/api/postern/v1/agent/connect"],
  ["http://[::1]:8080", "ws://[::1]:8080/api/postern/v1/agent/connect"],
])("%s is dialled at %s", (url, connectUrl) => {
  expect(readServerAddress(url, careful).connectUrl).toBe(connectUrl);
});

test.each([
  ["plain http to another machine", "http://postern.example.org"],
  ["a name that only begins like loopback", "http://127.0.0.1.example.org"],
  ["no address", "postern.example.org"],
  ["another scheme", "ftp://postern.example.org"],
  ["a password in the address", "https://ada:secret@postern.example.org"],
])("%s is refused", (_what, url) => {
  expect(() => readServerAddress(url, careful)).toThrow(expect.objectContaining({ code: "setting.invalid" }));
});

test("plain http to another machine works when the person insists", () => {
  expect(readServerAddress("http://10.0.0.1", { isInsecureAllowed: true }).connectUrl).toBe("ws://10.0.0.1/api/postern/v1/agent/connect");
});
