import { AppError } from "@postern/domain";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";
import type { TestReply } from "../../testing/http-request.ts";

let server: TestServer;
let ada: TestPerson;
beforeAll(async () => {
  server = await startTestServer();
  ada = await server.addPerson("ada");
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(() => vi.restoreAllMocks());

const ask = (path: string, token: string): Promise<TestReply> => server.call(path, { token });
const breakStorage = (): void => {
  const away = new AppError("storage.unavailable", "The database is away.");
  vi.spyOn(server.server.services.tokens, "findCaller").mockRejectedValue(away);
};

test("the incumbent's agent is told its server's version, and that its token is good; a token for agents is enough", async () => {
  const made = await server.call("/api/postern/v1/tokens", {
    method: "POST",
    token: ada.token,
    body: { name: "agent", access: "agent", expiresAt: null, workspaceIds: null },
  });
  const { accessKey } = made.json as unknown as { readonly accessKey: string };

  const [info, user] = [await ask("//api//service-info", accessKey), await ask("/api/user", accessKey)];

  expect(made.status).toBe(200);
  expect(info.json).toMatchObject({ serviceInfo: { apiVersion: expect.stringMatching(/^1\.\d+/) } });
  expect([info.status, user.status]).toEqual([200, 200]);
});

test("a token that is not known is refused at the second question, not at the first", async () => {
  expect((await ask("/api/service-info", "nobody")).status).toBe(200);
  expect((await ask("/api/user", "nobody")).status).toBe(401);
});

test("while the storage is away, the first question says so, and the second goes on for whom it was good", async () => {
  await ask("/api/user", ada.token);
  breakStorage();

  const first = await ask("/api/service-info", ada.token);
  const second = await ask("/api/user", ada.token);

  expect(first.status).toBe(503);
  expect([second.status, second.json]).toEqual([200, {}]);
  // Everybody else is told the truth, and who shows no token needs none.
  expect((await ask("/api/user-info", ada.token)).status).toBe(503);
  expect((await server.call("/api/service-info")).status).toBe(200);
});

test("while the storage is away, a token that nobody has seen is waited for, and then not said to be good", async () => {
  breakStorage();

  expect((await ask("/api/user", "another")).status).toBe(503);
});
