import { expect, test } from "vitest";
import { readNatsUrl } from "./read-nats-url.ts";

test.each([
  ["nats://bus.example.org", { servers: ["bus.example.org"], isEncrypted: false, prefix: "postern" }],
  ["tls://bus.example.org:4222/lab", { servers: ["bus.example.org:4222"], isEncrypted: true, prefix: "lab" }],
  ["nats://ada:p%40s:s@a:1,b:2", { servers: ["a:1", "b:2"], user: "ada", password: "p@s:s", token: undefined }],
  ["nats://token@[::1]:4222", { servers: ["[::1]:4222"], token: "token", user: undefined }],
])("%s is understood", (text, address) => {
  expect(readNatsUrl(text)).toMatchObject(address);
});

test.each([
  "nats://",
  "http://a",
  "nats://a:secret-word@",
  "nats://u:%E0%A4%A@a",
  "nats://a/b/c",
  "nats://a b",
  "nats://a/p.q",
  "nats://u:secret-word@a:port",
])("%s is refused without quoting it", (text) => {
  expect(() => readNatsUrl(text)).toThrow(
    expect.objectContaining({ code: "setting.invalid", message: expect.not.stringContaining("secret-word") as string }),
  );
});
