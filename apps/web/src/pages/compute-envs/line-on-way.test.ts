import { expect, test } from "vitest";
import { lineOnWay } from "./line-on-way.ts";

const plain = "restrict ssh-ed25519 AAAA postern";
const bound = 'restrict,from="192.0.2.7" ssh-ed25519 AAAA postern';
const next = { hostName: "Login.example.org", port: "22" };

test("a jump host has to let through, to the next host and no other", () => {
  expect(lineOnWay(plain, { isFirst: true, next })).toBe(
    'restrict,port-forwarding,permitopen="login.example.org:22" ssh-ed25519 AAAA postern',
  );
  expect(lineOnWay(plain, { isFirst: true, next: { hostName: "2001:db8::1", port: "2222" } })).toContain('permitopen="[2001:db8::1]:2222"');
});

test("only the first host sees the address of this server", () => {
  expect(lineOnWay(bound, { isFirst: true, next })).toContain('restrict,from="192.0.2.7",port-forwarding,');
  expect(lineOnWay(bound, { isFirst: false, next })).not.toContain("from=");
  expect([lineOnWay(bound, { isFirst: false }), lineOnWay(bound, { isFirst: true })]).toEqual([plain, bound]);
});

test.each([
  ["no name yet", { hostName: "", port: "22" }],
  ["a name that would end the option", { hostName: 'a",command="x', port: "22" }],
  ["no port yet", { hostName: "login", port: "" }],
])("with %s the next host is left out", (_what, half) => {
  expect(lineOnWay(plain, { isFirst: true, next: half })).toBe("restrict,port-forwarding ssh-ed25519 AAAA postern");
});

test("a line of another form is left alone", () => {
  expect(lineOnWay("cert-authority ssh-ed25519 AAAA", { isFirst: false, next })).toBe("cert-authority ssh-ed25519 AAAA");
});
