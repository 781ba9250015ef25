import { eventually } from "@postern/testing";
import { expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";

const base = "/api/postern/v1/admin/keys";

test("an administrator rotates on a server that serves: records get the new key, and their secrets open", async () => {
  await using server = await startTestServer();
  const ada = await server.addPerson("ada");
  const credentials = { name: "site", provider: "tw-agent", keys: { connectionId: "cid" } };
  await server.call("/api/credentials", { method: "POST", token: ada.token, body: { credentials } });

  const begun = await server.call(`${base}/rotate`, { method: "POST", token: ada.token });

  expect(begun.status).toBe(200);
  expect(begun.json).toMatchObject({
    sealName: expect.stringContaining("vault.key"),
    keys: [
      { term: 1, state: "old", isNeededByAudit: true },
      { term: 2, state: "active" },
    ],
    rotation: { term: 2, startedBy: "ada", failedCount: 0, orphanedCount: 0 },
  });
  const done = await eventually("every record has the new key", async () => {
    const { json } = await server.call(base, { token: ada.token });
    return (json as { rotation?: { state: string } }).rotation?.state === "done" && json;
  });
  expect(done).toMatchObject({
    rotation: { state: "done", doneCount: 1, leftCount: 0 },
    ...{ olderCount: 0, problems: [], trouble: null },
    keys: [
      { term: 1, recordCount: 0 },
      { term: 2, recordCount: 1 },
    ],
  });
  const { keyService } = server.server.services;
  expect(await keyService.verify()).toMatchObject({ openedCount: 1, failedCount: 0 });
});

test("what cannot be done is said, and by whom it may be asked", async () => {
  await using server = await startTestServer();
  const ada = await server.addPerson("ada");
  const bob = await server.addPerson("bob");

  const answers = await Promise.all([
    server.call(base, { token: bob.token }),
    server.call(`${base}/stop`, { method: "POST", token: ada.token }),
    server.call(`${base}/resume`, { method: "POST", token: ada.token }),
    server.call(`${base}/1`, { method: "DELETE", token: ada.token }),
    server.call(`${base}/7`, { method: "DELETE", token: ada.token }),
    server.call(`${base}/0`, { method: "DELETE", token: ada.token }),
  ]);

  expect(answers.map(({ status, json }) => [status, (json as { code?: string }).code])).toEqual([
    [403, expect.any(String)],
    [409, "vault.nothing_to_rewrap"],
    [409, "vault.nothing_to_rewrap"],
    [409, "vault.term_in_use"],
    [404, "vault.term_not_found"],
    [400, expect.any(String)],
  ]);
});
