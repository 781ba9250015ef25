import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { describeWithSharedDatabase } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dumpTables } from "../../testing/dump-tables.fixture.ts";
import { heardLogger } from "../../testing/heard-logger.fixture.ts";
import type { TestCall, TestReply } from "../../testing/http-request.ts";
import { password, startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

const secondPassword = "second canary password";
const thirdPassword = "third canary password";
const wrongPassword = "wrong canary password";
const metricsToken = "metrics-canary-token";

/** One secret, and the only answers that may show it. */
interface Secret {
  readonly name: string;
  readonly text: string;
  readonly shownBy?: TestReply;
}

describeWithSharedDatabase("secrets of people", ({ url }) => {
  const { log, heard } = heardLogger();
  const answers: TestReply[] = [];
  const secrets: Secret[] = [
    { name: "first password", text: password },
    { name: "second password", text: secondPassword },
    { name: "third password", text: thirdPassword },
    { name: "wrong password", text: wrongPassword },
  ];
  let folder: string;
  let server: TestServer;
  let rosa: TestPerson;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "postern-canary-"));
    const file = join(folder, "metrics-token");
    await writeFile(file, keep("metrics token", metricsToken), { mode: 0o600 });
    server = await startTestServer({ flags: { database: url(), "metrics-token-file": file }, log });
    rosa = await server.addPerson("rosa");
    secrets.push({ name: "first token", text: rosa.token });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = async (line: string, options: TestCall = {}): Promise<TestReply> => {
    const [method = "", path = ""] = line.split(" ");
    const answer = await server.call(path, { ...options, method });
    answers.push(answer);
    return answer;
  };
  const asRosa = (line: string, body?: object) => ask(line, { token: rosa.token, ...(body === undefined ? {} : { body }) });
  const keep = (name: string, text: string, shownBy?: TestReply): string => {
    secrets.push({ name, text, ...(shownBy === undefined ? {} : { shownBy }) });
    return text;
  };
  const cookiesOf = (answer: TestReply, name: string): string => {
    const pairs = (answer.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0] ?? "");
    for (const pair of pairs) keep(`${name}: ${pair.split("=")[0] ?? ""}`, pair.slice(pair.indexOf("=") + 1), answer);
    return pairs.join("; ");
  };
  const linkOf = (answer: TestReply, name: string): string => {
    const { invitation, link } = answer.json as { invitation?: { link: string }; link?: string };
    const text = (invitation?.link ?? link ?? "").split("/setup/")[1] ?? "";
    return `/api/postern/v1/setup/${keep(name, text, answer)}`;
  };

  test("are shown where they are made, and nowhere else", async () => {
    const origin = server.url;
    // Somebody is invited, comes in, signs in rightly and wrongly, and changes the password.
    const invited = await asRosa("POST /api/postern/v1/admin/accounts", { email: "nina@x.org" });
    const { account } = invited.json as unknown as { account: { id: number } };
    const link = linkOf(invited, "invitation");
    await ask(`GET ${link}`);
    await ask(`POST ${link}`, { body: { password: "short" } });
    cookiesOf(await ask(`POST ${link}`, { body: { password } }), "joined");
    await ask(`POST ${link}`, { body: { password } });
    const signIn = (secret: string) => ask("POST /api/postern/v1/session", { body: { email: "nina@x.org", password: secret } });
    await signIn(wrongPassword);
    const cookie = cookiesOf(await signIn(password), "signed in");
    const change = (body: object) => ask("PUT /api/postern/v1/profile/password", { cookie, origin, body });
    await change({ currentPassword: wrongPassword, newPassword: secondPassword });
    await change({ currentPassword: password, newPassword: secondPassword });
    // Bodies that are refused do not come back in the refusal.
    await ask("POST /api/postern/v1/session", { raw: `{"email":"nina@x.org","password":"${wrongPassword}` });
    await ask("POST /api/postern/v1/session", { body: { email: 7, password: wrongPassword } });
    await ask("POST /api/postern/v1/session", { body: { email: "nina@x.org", password: [wrongPassword] } });
    await asRosa("POST /api/postern/v1/admin/accounts", { email: "none", password: wrongPassword });
    // A fault in the middle of it is logged, with all that the driver has to say.
    const { database } = server.server.services;
    await sql`ALTER TABLE sessions RENAME TO hidden`.execute(database.query);
    const broken = await signIn(secondPassword);
    await sql`ALTER TABLE hidden RENAME TO sessions`.execute(database.query);
    // Tokens are made in both ways, rotated, used and deleted.
    const made = await ask("POST /api/tokens", { cookie, origin, body: { name: "one" } });
    const token = keep("token", String(made.json.accessKey), made);
    const second = await ask("POST /api/postern/v1/tokens", { token, body: { name: "two", access: "agent" } });
    const { token: two } = second.json as { token?: { id: number } };
    keep("second token", String(second.json.accessKey), second);
    const rotated = await ask(`POST /api/postern/v1/tokens/${String(two?.id)}/rotate`, { token, body: { overlapHours: 1 } });
    keep("rotated token", String(rotated.json.accessKey), rotated);
    await ask("GET /api/user-info", { token: `${token}x` });
    // A link for another password is made and used.
    const reset = linkOf(await asRosa(`POST /api/postern/v1/admin/accounts/${String(account.id)}/link`), "reset");
    cookiesOf(await ask(`POST ${reset}`, { body: { password: thirdPassword } }), "reset");
    await ask(`GET ${reset}`);
    // Everything that can be looked at is looked at.
    const looks = [
      "tokens",
      "profile/sessions",
      "session",
      "admin/accounts",
      "audit",
      "audit/export?format=csv",
      "audit/export?format=json-lines",
    ];
    const seen: number[] = [];
    for (const path of looks) seen.push((await asRosa(`GET /api/postern/v1/${path}`)).status);
    for (const path of ["tokens", "user-info", `users/${String(account.id)}`, "nowhere"]) await asRosa(`GET /api/${path}`);
    await ask("GET /api/tokens", { token });
    await ask("DELETE /api/tokens/delete-all", { token });

    const metrics = await ask("GET /metrics", { token: metricsToken });

    const rows = await dumpTables(database);
    const bytes = await server.storedBytes();

    expect([secrets.length, answers.length > 30, broken.status]).toEqual([17, true, 500]);
    expect(metrics.text).toContain("postern_build_info");
    // Sessions are for browsers.
    expect(seen).toEqual([200, 403, 403, 200, 200, 200, 200]);
    expect(heard()).toContain("a request failed");
    for (const { name, text, shownBy } of secrets) {
      const forms = formsOf(text);
      const showing = answers.filter(({ text: body, headers }) => forms.some((form) => `${JSON.stringify(headers)}${body}`.includes(form)));
      expect([name, text.length >= 20]).toEqual([name, true]);
      expect([name, "rows", forms.filter((form) => rows.includes(form))]).toEqual([name, "rows", []]);
      expect([name, "files", forms.filter((form) => bytes.includes(form))]).toEqual([name, "files", []]);
      expect([name, "log", forms.filter((form) => heard().includes(form))]).toEqual([name, "log", []]);
      expect([name, "answers", showing.filter((answer) => answer !== shownBy).map(({ text: body }) => body)]).toEqual([
        name,
        "answers",
        [],
      ]);
    }
  });
});

/** A secret as it might be written somewhere. Of a token also the part that is secret. */
function formsOf(text: string): readonly string[] {
  const inner = Buffer.from(text, "base64").toString("latin1");
  const random = /^\{"tid":\d+\}\.([0-9a-f]{64})$/.exec(inner)?.[1];
  const forms = [text, Buffer.from(text).toString("base64"), encodeURIComponent(text), ...(random === undefined ? [] : [random])];
  return [...new Set(forms)];
}
