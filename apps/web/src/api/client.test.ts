import { afterEach, expect, test, vi } from "vitest";
import { call, get, withQuery } from "./client.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

const answer = (status: number, body: string, headers: Record<string, string> = {}) => {
  const send = vi.fn(async () => new Response(body === "" ? null : body, { status, headers }));
  vi.stubGlobal("fetch", send);
  return send;
};

test("query members without a value are left out", () => {
  expect(withQuery("/api/workflow", { max: 25, offset: 0, search: "", workspaceId: undefined })).toBe("/api/workflow?max=25&offset=0");
});

test("a refusal carries what the server said", async () => {
  answer(
    409,
    JSON.stringify({ message: "taken already exists", code: "credential.name_taken", fields: ["/credentials/name"], hint: "Choose." }),
  );

  const refusal = call("POST", "/api/credentials", { body: {} });

  await expect(refusal).rejects.toMatchObject({
    status: 409,
    code: "credential.name_taken",
    fields: ["/credentials/name"],
    hint: "Choose.",
  });
});

test("Retry-After is given in seconds", async () => {
  answer(429, JSON.stringify({ message: "Too often." }), { "retry-after": "30" });

  await expect(get("/api/tokens")).rejects.toMatchObject({ retryAfterSeconds: 30 });
});

test("a page of a proxy in between is not taken for an explanation", async () => {
  answer(502, "<html>Bad gateway</html>");

  await expect(get("/api/tokens")).rejects.toMatchObject({ status: 502, message: "The server answered 502 without an explanation." });
});

test("no answer at all is status 0", async () => {
  vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("Failed to fetch")));

  await expect(get("/api/tokens")).rejects.toMatchObject({ status: 0, code: "server.unreachable" });
});

test("an empty answer is nothing", async () => {
  answer(204, "");

  await expect(call("DELETE", "/api/tokens/1")).resolves.toBeUndefined();
});

test("only a call with a body says that it sends JSON", async () => {
  const send = answer(200, "{}");

  await get("/api/tokens");
  await call("POST", "/api/tokens", { body: { name: "x" } });

  expect(send.mock.calls.map((one: unknown[]) => one[1])).toEqual([
    expect.objectContaining({ headers: { accept: "application/json" } }),
    expect.objectContaining({ headers: { accept: "application/json", "content-type": "application/json" }, body: '{"name":"x"}' }),
  ]);
});
