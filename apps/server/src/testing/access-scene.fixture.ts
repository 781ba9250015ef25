import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, toRunId } from "@postern/domain";
import type { UserId } from "@postern/domain";
import { buildHttpApp } from "../http/build-http-app.ts";
import type { HttpApp } from "../http/http-app.ts";
import { registerRoutes } from "../register-routes.ts";
import type { Asker } from "./access-verdict.fixture.ts";
import { organizationRows } from "./organization-rows.fixture.ts";
import { password, startTestServer } from "./test-server.ts";
import type { TestServer } from "./test-server.ts";

/** What the guard lets through is answered with this, and nothing happens: so a route that deletes can be asked by everybody. */
export const throughStatus = 299;
export const origin = "https://postern.example.org";

export interface AccessScene extends AsyncDisposable {
  readonly server: TestServer;
  /** All routes of the server behind their guard, and nothing behind the routes. */
  readonly app: HttpApp;
  readonly organizationId: number;
  readonly workspaceId: number;
  readonly askers: readonly Asker[];
  /** What the asker sends along. */
  headersOf(asker: Asker): Readonly<Record<string, string>>;
}

const people: readonly Asker[] = [
  { name: "owner of the organization", by: "session", inOrganization: "owner" },
  { name: "admin", by: "session", inOrganization: "member", role: "admin" },
  { name: "owner of the workspace", by: "session", inOrganization: "member", role: "owner" },
  { name: "maintain", by: "session", inOrganization: "member", role: "maintain" },
  { name: "launch", by: "session", inOrganization: "member", role: "launch" },
  { name: "connect", by: "session", inOrganization: "member", role: "connect" },
  { name: "view", by: "session", inOrganization: "member", role: "view" },
  { name: "custom role", by: "session", inOrganization: "member", extra: ["credentials:write", "workspace:read"] },
  { name: "maintain by team, view by themselves", by: "session", inOrganization: "member", role: "maintain" },
  { name: "collaborator who launches", by: "session", inOrganization: "collaborator", role: "launch" },
  { name: "member of another workspace", by: "session", inOrganization: "member" },
  { name: "member of no workspace", by: "session", inOrganization: "member" },
  { name: "owner of another organization", by: "session" },
  { name: "administrator of the server", by: "session", isAdministrator: true },
];

/** Two organizations, three workspaces, and everybody who might ask about the first one. */
export async function openAccessScene(): Promise<AccessScene> {
  await using opening = new AsyncDisposableStack();
  const metricsToken = await makeMetricsToken(opening);
  const server = opening.use(await startTestServer({ flags: { "metrics-token-file": metricsToken.file } }));
  const places = await foundPlaces(server);
  const headers = new Map<string, Readonly<Record<string, string>>>([["nobody", {}]]);
  const askers: Asker[] = [{ name: "nobody", by: "nothing" }];
  const add = (asker: Asker, sent: Readonly<Record<string, string>>): void => {
    askers.push(asker);
    headers.set(asker.name, sent);
  };
  for (const person of people) {
    const userId = await addPerson(server, places, person);
    const cookie = await cookieOf(server, userId);
    add(person, { cookie, origin });
    add({ ...person, name: `${person.name}, by token`, by: "token", token: "full" }, bearer(await tokenOf(server, userId)));
    if (person.inOrganization === "owner") await addOthersOf(server, places, { person, userId, cookie, add });
  }
  await addOutcasts(server, places, add);
  add({ name: "monitoring", by: "metrics token" }, bearer(metricsToken.text));
  const app = await buildGuards(server);
  opening.defer(() => app.close());
  const open = opening.move();
  return {
    ...{ server, app, askers, organizationId: places.alpha, workspaceId: places.genomics },
    headersOf: (asker) => headers.get(asker.name) ?? {},
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function makeMetricsToken(opening: AsyncDisposableStack): Promise<{ readonly file: string; readonly text: string }> {
  const folder = await mkdtemp(join(tmpdir(), "postern-metrics-"));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  const [file, text] = [join(folder, "token"), randomBytes(24).toString("hex")];
  await writeFile(file, text, { mode: 0o600 });
  return { file, text };
}

type Places = Awaited<ReturnType<typeof foundPlaces>>;
type Add = (asker: Asker, sent: Readonly<Record<string, string>>) => void;

async function foundPlaces({ server }: TestServer) {
  const rows = organizationRows(server.services.database);
  const [alpha, beta] = [await rows.organization("alpha"), await rows.organization("beta")];
  const team = await rows.team(alpha, "curators");
  await rows.customRole(alpha, "key-keeper", ["credentials:write", "workspace:read"]);
  const genomics = await rows.workspace(alpha, "genomics");
  await rows.participant(genomics, { team }, "maintain");
  return { rows, alpha, beta, team, genomics, imaging: await rows.workspace(alpha, "imaging") };
}

async function addPerson(server: TestServer, places: Places, person: Asker): Promise<UserId> {
  const { rows, alpha, beta, team, genomics, imaging } = places;
  const { users } = server.server.services;
  const email = `${person.name.replaceAll(/\W+/g, "-")}@example.org`;
  const userId = await users.createAccount({ email, password, isAdministrator: person.isAdministrator === true });
  if (person.name === "owner of another organization") await rows.member(beta, userId, "owner");
  if (person.inOrganization === undefined) return userId;
  const member = await rows.member(alpha, userId, person.inOrganization);
  if (person.name === "member of another workspace") await rows.participant(imaging, { member }, "owner");
  const isByTeam = person.name.startsWith("maintain by team");
  if (isByTeam) await rows.teamMember(team, member);
  const role = isByTeam ? "view" : (person.role ?? (person.extra === undefined ? undefined : "key-keeper"));
  if (role !== undefined) await rows.participant(genomics, { member }, role);
  return userId;
}

interface Owner {
  readonly person: Asker;
  readonly userId: UserId;
  readonly cookie: string;
  readonly add: Add;
}

/** The narrow tokens of somebody who may everything, and what no longer counts. */
async function addOthersOf(server: TestServer, places: Places, { person, userId, cookie, add }: Owner): Promise<void> {
  const { database, tokens } = server.server.services;
  const narrow = async (name: string, token: Asker["token"], change: object): Promise<void> => {
    const { text, token: row } = await tokens.create(userId, name);
    await database.query.updateTable("tokens").set(change).where("id", "=", row.id).execute();
    add(token === undefined ? { name, by: "stale" } : { ...person, name, by: "token", token }, bearer(text));
  };
  for (const access of ["launch", "read", "agent"] as const) await narrow(`token to ${access}`, access, { access });
  await narrow("token bound to the workspace", "bound here", { workspace_ids: JSON.stringify([places.genomics]) });
  await narrow("token bound to another one", "bound elsewhere", { workspace_ids: JSON.stringify([places.imaging]) });
  await narrow("expired token", undefined, { expires_at: 1 });
  add({ ...person, name: "page of another site", by: "foreign page" }, { cookie, origin: "https://evil.example" });
  const runId = toRunId("1aBcDeFgHiJkLm");
  const text = await database.transaction(({ query }) => tokens.mintRunToken(query, { userId, runId }));
  add({ ...person, name: "token of a run", by: "run token" }, bearer(text));
}

async function addOutcasts(server: TestServer, places: Places, add: Add): Promise<void> {
  add({ name: "unknown token", by: "stale" }, bearer("eyJ0aWQiOjF9LjAw"));
  add({ name: "unknown cookie", by: "stale" }, { cookie: "postern_session=nothing", origin });
  const userId = await addPerson(server, places, { name: "disabled owner", by: "stale", inOrganization: "owner" });
  const [cookie, text] = [await cookieOf(server, userId), await tokenOf(server, userId)];
  await server.server.services.database.query.updateTable("users").set({ is_disabled: 1 }).where("id", "=", userId).execute();
  add({ name: "disabled owner", by: "stale" }, { cookie, origin });
  add({ name: "token of a disabled owner", by: "stale" }, bearer(text));
}

async function buildGuards({ server }: TestServer): Promise<HttpApp> {
  const { services } = server;
  const app = await buildHttpApp({
    log: silentLogger,
    contexts: services.contexts,
    authenticator: {
      byToken: (token) => services.tokens.findCaller(token),
      bySession: (cookie) => services.sessions.findCaller(cookie),
    },
    places: services.places,
    hasPersonalWorkspaces: true,
    requestsPerSecond: 0,
    isOwnOrigin: (asked) => asked === origin,
    scrapers: services.scrapeToken,
    createServer: (handler) => createServer(handler),
  });
  // Behind the guard, which is the last of the hooks that look at a request, and before body and handler.
  app.addHook("preParsing", (_request, reply) => reply.code(throughStatus).send());
  await registerRoutes(app, services, { isSecure: false, tls: undefined, create: (handler) => createServer(handler) });
  return app;
}

async function cookieOf({ server }: TestServer, userId: UserId): Promise<string> {
  const link = await server.services.sessions.createSignInLink(userId);
  return `postern_session=${(await server.services.sessions.useLink(link, {})).cookie}`;
}

async function tokenOf({ server }: TestServer, userId: UserId): Promise<string> {
  return (await server.services.tokens.create(userId, "at work")).text;
}

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
