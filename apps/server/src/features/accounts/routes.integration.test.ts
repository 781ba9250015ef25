import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pngOf } from "../../testing/png.fixture.ts";
import { password, startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

const admin = "/api/postern/v1/admin/accounts";

let server: TestServer;
let rosa: TestPerson;
let ada: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  rosa = await server.addPerson("rosa");
  ada = await server.addPerson("ada");
});

afterAll(() => server[Symbol.asyncDispose]());

const send = (method: string, path: string, body?: unknown, token = rosa.token) =>
  server.call(path, { method, token, ...(body === undefined ? {} : { body }) });

interface Made {
  readonly account: { readonly id: number; readonly state: string };
  readonly invitation: { readonly link: string; readonly expiresAt: string } | null;
}

describe("an administrator", () => {
  test("makes an account with a link, at which its person chooses name and password, and signs in", async () => {
    const made = await send("POST", admin, { email: "Nina@x.org", firstName: "Nina" });
    const { account, invitation } = made.json as unknown as Made;
    const api = (invitation?.link ?? "").replace(`${server.url}/setup/`, "/api/postern/v1/setup/");

    const described = await server.call(api);
    const joined = await server.call(api, { method: "POST", body: { password, firstName: "Nina", lastName: "Ivanova" } });
    const again = await server.call(api);

    expect(account).toMatchObject({
      email: "nina@x.org",
      userName: "nina",
      state: "invited",
      isAdministrator: false,
      organizationCount: 0,
    });
    expect(invitation?.link).toMatch(/\/setup\/[\w-]{32}$/);
    expect(described.json).toEqual({ purpose: "invitation", email: "nina@x.org" });
    expect(joined.json).toMatchObject({ user: { id: account.id, name: "Nina Ivanova" }, isAdministrator: false });
    expect(joined.headers["set-cookie"]?.[0]).toMatch(/^postern_session=[\w-]{43};/);
    expect([again.status, again.json.code]).toEqual([400, "auth.link_used"]);
  });

  test("lists, disables, appoints, and lets in again", async () => {
    const bob = await server.addPerson("bob");
    const one = `${admin}/${String(bob.userId)}`;

    const listed = await send("GET", `${admin}?search=BOB&max=5`);
    const known = await server.call("/api/user-info", { token: bob.token });
    const disabled = await send("PATCH", one, { isDisabled: true });
    const refused = await server.call("/api/user-info", { token: bob.token });
    const noLink = await send("POST", `${one}/link`);
    const appointed = await send("PATCH", one, { isDisabled: false, isAdministrator: true });
    const link = await send("POST", `${one}/link`);

    expect(listed.json).toMatchObject({ accounts: [{ id: bob.userId, state: "active" }], totalSize: 1 });
    expect([known.status, disabled.json, refused.status]).toMatchObject([200, { account: { state: "disabled" } }, 401]);
    expect([noLink.status, noLink.json.code]).toEqual([409, "user.disabled"]);
    expect(appointed.json).toMatchObject({ account: { state: "active", isAdministrator: true } });
    expect(link.json).toMatchObject({ link: expect.stringContaining(`${server.url}/setup/`), expiresAt: expect.stringMatching(/Z$/) });
    expect((await server.call(admin, { token: bob.token })).status).toBe(200);
  });

  test("who is the last one cannot go", async () => {
    await using own = await startTestServer();
    const { userId, token } = await own.addPerson("rosa");

    const answers = [
      await own.call(`${admin}/${String(userId)}`, { method: "PATCH", token, body: { isAdministrator: false } }),
      await own.call(`${admin}/${String(userId)}`, { method: "DELETE", token }),
      await own.call(`/api/users/${String(userId)}`, { method: "DELETE", token }),
    ];

    expect(answers.map(({ status, json }) => [status, json.code])).toEqual(answers.map(() => [409, "user.last_administrator"]));
  });

  test.each([
    ["POST", admin, {}, "email"],
    ["POST", admin, { email: "x@y", userName: "" }, "userName"],
    ["POST", admin, { email: "x@y", userName: "x".repeat(41) }, "userName"],
    ["POST", admin, { email: "x@y", isAdministrator: "yes" }, "isAdministrator"],
    ["GET", `${admin}?max=101`, undefined, "max"],
    ["GET", `${admin}?offset=-1`, undefined, "offset"],
    ["GET", `${admin}?state=asleep`, undefined, "state"],
    ["PATCH", `${admin}/0`, {}, "userId"],
    ["PATCH", `${admin}/99999999999999999999`, {}, "userId"],
  ])("%s %s with %j is refused, and names %4$s", async (method, path, body, field) => {
    const answer = await send(method, path, body);

    expect([answer.status, answer.json.code, answer.json.fields]).toEqual([400, "request.invalid", [field]]);
  });
});

describe("a person", () => {
  test("describes and changes themselves as the public API has it", async () => {
    const path = `/api/users/${String(ada.userId)}`;
    const change = { email: ada.email, userName: "ada-l", firstName: "Ada", lastName: "King", organization: "Lab", notification: true };

    const changed = await send("POST", path, change, ada.token);
    const info = await server.call("/api/user-info", { token: ada.token });

    expect([changed.status, changed.bytes.length]).toEqual([204, 0]);
    expect(info.json).toEqual({
      user: {
        id: ada.userId,
        ...{ userName: "ada-l", name: "Ada King", email: ada.email, firstName: "Ada", lastName: "King", organization: "Lab" },
        ...{ description: null, avatar: null, avatarId: null, notification: true, deleted: false },
        ...{ dateCreated: expect.stringMatching(/Z$/), lastUpdated: expect.stringMatching(/Z$/), lastAccess: expect.stringMatching(/Z$/) },
      },
      needConsent: false,
      defaultWorkspaceId: null,
    });
    expect((await send("GET", path, undefined, ada.token)).json).toEqual(info.json);
  });

  test("does not learn who else is there", async () => {
    const answers = await Promise.all([rosa.userId, 4711].map((id) => send("GET", `/api/users/${String(id)}`, undefined, ada.token)));

    expect(answers.map(({ status, json }) => [status, json.code, json.message])).toEqual(
      answers.map(() => [404, "user.not_found", "User not found."]),
    );
  });

  test("asks whether a user name is free", async () => {
    const ask = (name: string) => server.call(`/api/users/validate?name=${encodeURIComponent(name)}`, { token: ada.token });

    const answers = [await ask("quite-new"), await ask("rosa"), await ask("Not Good")];

    expect(answers.map(({ status }) => status)).toEqual([204, 409, 400]);
  });

  test("removes their own account, and everything ends", async () => {
    const eve = await server.addPerson("eve");
    const cookie = await server.signIn(eve);

    const gone = await send("DELETE", `/api/users/${String(eve.userId)}`, undefined, eve.token);

    expect(gone.status).toBe(204);
    expect((await server.call("/api/user-info", { token: eve.token })).status).toBe(401);
    expect((await server.call("/api/user-info", { cookie })).status).toBe(401);
    expect((await send("GET", `${admin}?state=removed`)).json).toMatchObject({ accounts: [{ id: eve.userId, state: "removed" }] });
  });
});

describe("a picture", () => {
  const boundary = "----postern";
  const form = (name: string, type: string, bytes: Uint8Array): Buffer =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="x"\r\nContent-Type: ${type}\r\n\r\n`),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
  const post = (raw: Uint8Array, type = `multipart/form-data; boundary=${boundary}`) =>
    server.call("/api/avatars", { method: "POST", token: ada.token, raw, headers: { "content-type": type } });

  test("is sent as a form, chosen, and shown as what it is, whatever it was called", async () => {
    const sent = await post(form("image", "image/svg+xml", pngOf(3, 2)));
    const { avatar, url } = sent.json as unknown as { avatar: { id: string }; url: string };

    const chosen = await send(
      "POST",
      `/api/users/${String(ada.userId)}`,
      { email: ada.email, userName: "ada-l", avatarId: avatar.id },
      ada.token,
    );
    const shown = await server.call(url);
    const info = await server.call("/api/user-info", { token: ada.token });

    expect([sent.status, chosen.status, shown.status]).toEqual([200, 204, 200]);
    expect(shown.bytes.equals(pngOf(3, 2))).toBe(true);
    expect(shown.headers).toMatchObject({
      "content-type": "image/png",
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringContaining("default-src 'none'"),
      "cache-control": expect.stringContaining("private"),
    });
    expect(info.json).toMatchObject({ user: { avatarId: avatar.id, avatar: url } });
  });

  test("that is none is refused with the member that is wrong", async () => {
    const answers = [
      await post(form("image", "image/png", Buffer.from("<svg/>"))),
      await post(form("file", "image/png", pngOf(3, 2))),
      await post(Buffer.from("no form")),
      await post(Buffer.alloc(0)),
    ];

    expect(answers.map(({ status, json }) => [status, json.fields])).toEqual(answers.map(() => [400, ["image"]]));
    expect((await post(pngOf(3, 2), "image/png")).status).toBe(400);
    expect((await post(form("image", "image/png", Buffer.alloc(400_000)))).status).toBe(413);
    expect((await server.call("/api/avatars/nothing")).status).toBe(404);
  });
});
