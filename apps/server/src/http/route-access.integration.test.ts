import { createServer } from "node:http";
import { AppError, isOrganizationPermission, isPermission, silentLogger } from "@postern/domain";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ActContexts } from "../act-context.ts";
import { openAccessScene, throughStatus } from "../testing/access-scene.fixture.ts";
import type { AccessScene } from "../testing/access-scene.fixture.ts";
import { verdictOn } from "../testing/access-verdict.fixture.ts";
import type { Asker, Verdict } from "../testing/access-verdict.fixture.ts";
import { noOrganizations } from "../testing/no-organizations.fixture.ts";
import { accessTable } from "./access.ts";
import type { AccessRule } from "./access.ts";
import { buildHttpApp } from "./build-http-app.ts";

let scene: AccessScene;

beforeAll(async () => {
  scene = await openAccessScene();
});

afterAll(() => scene[Symbol.asyncDispose]());

interface PlaceIds {
  readonly organizationId: number;
  readonly workspaceId: number;
}

/** Ids that nothing has, except those of the place. */
function addressOf(url: string, rule: AccessRule, place: PlaceIds): string {
  const values: Readonly<Record<string, string>> = { orgId: String(place.organizationId), workspaceId: String(place.workspaceId), "*": "" };
  const path = homeAddressOf(url, values);
  if (isNamedByQuery(rule, url)) return `${path}?workspaceId=${String(place.workspaceId)}`;
  return isOrganizationPermission(rule) && !url.includes(":orgId") ? `${path}?orgId=${String(place.organizationId)}` : path;
}

/** The same without a workspace. */
function homeAddressOf(url: string, values: Readonly<Record<string, string>> = {}): string {
  return url.replaceAll(/:(\w+)|\*/g, (match, name?: string) => values[name ?? match] ?? (match === "*" ? "" : "7"));
}

const isNamedByQuery = (rule: AccessRule, url: string): boolean => isPermission(rule) && !url.includes(":workspaceId");

interface Answer {
  /** A status that stands for no verdict is a surprise whatever was promised. */
  readonly verdict: Verdict | `status ${number}`;
  readonly text: string;
}

let asked = 0;

async function ask(method: string, address: string, asker: Asker): Promise<Answer> {
  asked += 1;
  // Each call from a machine of its own: how often one place may ask is another matter.
  const remoteAddress = `10.${String((asked >> 16) & 255)}.${String((asked >> 8) & 255)}.${String(asked & 255)}`;
  const answer = await scene.app.inject({ method: method as "GET", url: address, headers: { ...scene.headersOf(asker) }, remoteAddress });
  const { statusCode, body: text } = answer;
  // A route for everybody may say for itself that there is nothing, before its body is read.
  const isOwnAnswer = statusCode === 404 && address.startsWith("/api/trace/null/");
  if (statusCode === throughStatus || isOwnAnswer) return { verdict: "through", text };
  const isPlace = statusCode === 404 && /"code":"(workspace|organization)\.not_found"/.test(text);
  if (isPlace) return { verdict: "unseen", text };
  return { verdict: statusCode === 401 || statusCode === 403 ? statusCode : `status ${statusCode}`, text };
}

const lines = Object.entries(accessTable).map(([line, rule]) => {
  const [method = "", url = ""] = line.split(" ");
  return { line, method, url, rule };
});

describe.each(lines)("$line is for $rule", ({ method, url, rule }) => {
  const methods = method === "GET" ? ["GET", "HEAD"] : [method];

  test("everybody who asks gets what the rules promise, in the place that is named", async () => {
    const address = addressOf(url, rule, scene);
    const surprises: unknown[] = [];

    for (const asker of scene.askers) {
      for (const by of methods) {
        const { verdict, text } = await ask(by, address, asker);
        const promised = verdictOn({ rule, method: by, asker, isNamed: true });
        // Without a body a HEAD cannot say what was not found.
        const isSame = verdict === promised || (by === "HEAD" && promised === "unseen" && verdict === "status 404");
        if (!isSame) surprises.push({ asker: asker.name, by, verdict, promised });
        if (by !== "HEAD" && verdict !== "through") expect(JSON.parse(text)).toMatchObject(refusalFor({ rule, asker, verdict }));
      }
    }

    expect(surprises).toEqual([]);
  });

  test("is served", () => {
    expect(scene.app.hasRoute({ method, url })).toBe(true);
  });
});

const namedByQuery = lines.filter(({ rule, url }) => isNamedByQuery(rule, url));

test.each(namedByQuery)(
  "$line without a workspace means the personal one, where everything is one's own",
  async ({ method, url, rule }) => {
    const surprises: unknown[] = [];

    for (const asker of scene.askers) {
      const { verdict } = await ask(method, homeAddressOf(url), asker);
      const promised = verdictOn({ rule, method, asker, isNamed: false });
      if (verdict !== promised) surprises.push({ asker: asker.name, verdict, promised });
    }

    expect(surprises).toEqual([]);
  },
);

const inPlaces = lines.filter(({ rule }) => isPermission(rule) || isOrganizationPermission(rule));

test.each(inPlaces)("$line answers for a foreign place as for one that does not exist", async ({ method, url, rule }) => {
  const none = { organizationId: 4711, workspaceId: 4712 };
  const stranger = scene.askers.find(({ name }) => name === "owner of another organization");
  if (stranger === undefined) throw new AppError("server.internal", "The scene has lost its stranger.");

  const foreign = await ask(method, addressOf(url, rule, scene), stranger);
  const unknown = await ask(method, addressOf(url, rule, none), stranger);

  expect([foreign.verdict, unknown.verdict]).toEqual(["unseen", "unseen"]);
  const { id: foreignError, ...said } = JSON.parse(withoutIds(foreign.text, scene)) as { id: string };
  const { id: unknownError, ...saidOfNone } = JSON.parse(withoutIds(unknown.text, none)) as { id: string };
  expect(said).toEqual(saidOfNone);
  expect(foreignError).not.toBe(unknownError);
});

/** A refusal says what is wrong, and which permission is missing where it is one. */
function refusalFor({ rule, asker, verdict }: { rule: AccessRule; asker: Asker; verdict: Answer["verdict"] }): object {
  const isKnown = asker.by === "session" || asker.by === "token";
  const isMissing = verdict === 403 && isKnown && (isPermission(rule) || isOrganizationPermission(rule));
  return { message: expect.any(String), code: expect.any(String), ...(isMissing ? { permission: rule } : {}) };
}

function withoutIds(text: string, place: PlaceIds): string {
  return text
    .replaceAll(new RegExp(`Organization ${String(place.organizationId)} `, "g"), "Organization N ")
    .replaceAll(new RegExp(`Workspace ${String(place.workspaceId)} `, "g"), "Workspace N ");
}

test("the scene has everybody of whom the rules speak", () => {
  const kinds = new Set(scene.askers.map(({ by }) => by));
  const tokens = new Set(scene.askers.map(({ token }) => token));

  expect(kinds).toEqual(new Set(["nothing", "session", "foreign page", "token", "run token", "metrics token", "stale"]));
  expect(tokens).toEqual(new Set([undefined, "full", "launch", "read", "agent", "bound here", "bound elsewhere"]));
  expect(new Set(scene.askers.map(({ name }) => name)).size).toBe(scene.askers.length);
});

test("a route without a line in the table ends the start", async () => {
  const app = await buildHttpApp({
    log: silentLogger,
    contexts: new ActContexts(),
    authenticator: { byToken: () => Promise.resolve(undefined), bySession: () => Promise.resolve(undefined) },
    places: noOrganizations,
    hasPersonalWorkspaces: true,
    requestsPerSecond: 0,
    isOwnOrigin: () => false,
    createServer: (handler) => createServer(handler),
  });

  expect(() => app.get("/api/secret-door", () => ({}))).toThrow(expect.objectContaining({ code: "server.internal" }));
  await app.close();
});
