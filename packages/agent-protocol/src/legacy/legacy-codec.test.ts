import { isAppError } from "@postern/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { decodeLegacyMessage, encodeLegacyMessage } from "./legacy-codec.ts";
import { legacyLimits } from "./legacy-limits.ts";
import { isLegacyConnectPath, readLegacyConnectPath } from "./legacy-path.ts";

const info = { "@type": "info", userName: "root", workDir: "/work", agentVersion: "0.5.5" };
const answer = { "@type": "command-response", id: "req-1", result: "aGVsbG8K", exitStatus: 3 };
const decode = (message: unknown) => decodeLegacyMessage(JSON.stringify(message));
const refused = expect.objectContaining({ code: "agent.protocol" }) as Error;

describe("frames of the agent", () => {
  test("are read as the agent itself sends them", () => {
    expect(decodeLegacyMessage('{"@type":"info","userName":"root","workDir":"/w","agentVersion":"0.5.5"}')).toEqual({
      type: "info",
      userName: "root",
      workDir: "/w",
      agentVersion: "0.5.5",
    });
    expect(
      decodeLegacyMessage('{"@type":"command-response","id":"req-1","result":"aGVsbG8K","exitStatus":3,"resultAsString":"hello\\n"}'),
    ).toEqual({ type: "command-response", id: "req-1", result: Buffer.from("hello\n"), exitStatus: 3 });
    expect(decodeLegacyMessage('{"@type":"heartbeat"}')).toEqual({ type: "heartbeat" });
  });

  test("of another version are ignored, and so are members", () => {
    expect(decode({ "@type": "metrics", load: 3 })).toEqual({ type: "unknown" });
    expect(decode({ ...info, colour: "red" })).toMatchObject({ type: "info" });
  });

  test("an answer without output is an empty one", () => {
    expect(decode({ ...answer, result: null })).toMatchObject({ result: new Uint8Array() });
    expect(decode({ "@type": "command-response", id: "a" })).toMatchObject({ result: new Uint8Array(), exitStatus: 0 });
  });

  test.each([
    ["no JSON", "hello"],
    ["an array", "[]"],
    ["another discriminator", JSON.stringify({ ...info, "@type": undefined, type: "info" })],
    ["a type that is no text", JSON.stringify({ ...info, "@type": 1 })],
    ["no user", JSON.stringify({ ...info, userName: "" })],
    ["a user of two lines", JSON.stringify({ ...info, userName: "a\nb" })],
    ["a relative work directory", JSON.stringify({ ...info, workDir: "work" })],
    ["an endless work directory", JSON.stringify({ ...info, workDir: `/${"x".repeat(5_000)}` })],
    ["an answer to nothing", JSON.stringify({ ...answer, id: "" })],
    ["a result that is no base64", JSON.stringify({ ...answer, result: "!!!!" })],
    ["a result with a hole", JSON.stringify({ ...answer, result: "aGVs bG8K" })],
    ["a result that is a number", JSON.stringify({ ...answer, result: 7 })],
    ["a broken exit status", JSON.stringify({ ...answer, exitStatus: "0" })],
    ["more than may be", JSON.stringify({ ...answer, result: "A".repeat(Math.ceil(legacyLimits.maxResultBytes / 3) * 4 + 4) })],
  ])("%s is refused", (_, frame) => {
    expect(() => decodeLegacyMessage(frame)).toThrow(refused);
  });

  test("ten mebibytes are taken", () => {
    const result = Buffer.alloc(legacyLimits.maxResultBytes - 100, "x").toString("base64");

    expect(decode({ ...answer, result })).toMatchObject({ exitStatus: 3 });
  });

  test("whatever arrives is a message or a clear refusal", () => {
    const member = fc.constantFrom("@type", "id", "result", "exitStatus", "userName", "workDir", "agentVersion");
    const value = fc.oneof(fc.constantFrom("info", "heartbeat", "command-response", "/w", "aGVs"), fc.jsonValue());
    const frame = fc.oneof(
      fc.string(),
      fc.json(),
      fc.dictionary(member, value).map((message) => JSON.stringify(message)),
    );
    fc.assert(
      fc.property(frame, (text) => {
        try {
          decodeLegacyMessage(text);
        } catch (error) {
          expect(isAppError(error, "agent.protocol")).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("frames of the server", () => {
  test("carry their kind where the agent's library looks for it", () => {
    expect(encodeLegacyMessage({ type: "heartbeat" })).toBe('{"@type":"heartbeat"}');
    expect(encodeLegacyMessage({ type: "command-request", id: "1", command: "true" })).toBe(
      '{"@type":"command-request","id":"1","command":"true"}',
    );
  });

  test("a command that no command line can hold is not sent", () => {
    expect(() => encodeLegacyMessage({ type: "command-request", id: "1", command: "x".repeat(131_072) })).toThrow(refused);
  });
});

describe("the address that an agent dials", () => {
  test.each([
    ["/api/agent/cluster/connect", "cluster"],
    ["//api///agent/cluster//connect/?x=1", "cluster"],
    ["/api/agent/a%2Fb%C3%BC/connect", "a/bü"],
    ["/api/agent/%2e%2e/connect", ".."],
    [`/api/agent/${"x".repeat(128)}/connect`, "x".repeat(128)],
  ])("%s names %s", (url, connectionId) => {
    expect(isLegacyConnectPath(url)).toBe(true);
    expect(readLegacyConnectPath(url)).toEqual({ connectionId });
  });

  test.each([
    `/api/agent/${"x".repeat(129)}/connect`,
    "/api/agent/a%20b/connect",
    "/api/agent/a%00b/connect",
    "/api/agent/a%0Ab/connect",
    "/api/agent/%E0%A4%A/connect",
    "/api/agent/%ff/connect",
  ])("%s names nothing that can be used, and says why", (url) => {
    expect(isLegacyConnectPath(url)).toBe(true);
    expect(readLegacyConnectPath(url)).toMatchObject({ problem: expect.stringMatching(/^[A-Z].*\.$/) as string });
  });

  test.each([
    undefined,
    "",
    "/api/agent/connect",
    "/api/agent//connect",
    "/agent/a/connect",
    "/api/agent/a/b/connect",
    "/api/agent/a/connect/x",
  ])("%s is another address", (url) => {
    expect(isLegacyConnectPath(url)).toBe(false);
  });
});
