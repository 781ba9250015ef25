import { expect, test } from "vitest";
import { setupAddress } from "./setup-address.ts";

const settings = { publicUrl: undefined, tls: { kind: "off" }, host: "127.0.0.1", port: 8000 } as const;

test.each([
  [settings, "http://127.0.0.1:8000/setup/x"],
  [{ ...settings, publicUrl: "https://postern.example.org" }, "https://postern.example.org/setup/x"],
  [{ ...settings, tls: { kind: "self-signed" }, host: "0.0.0.0" }, "https://localhost:8000/setup/x"],
  [{ ...settings, host: "::1" }, "http://[::1]:8000/setup/x"],
  [{ ...settings, host: "::", port: 0 }, "http://localhost/setup/x"],
] as const)("the page of a link, by %j", (given, address) => {
  expect(setupAddress(given, "x")).toBe(address);
});
