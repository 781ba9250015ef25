import { toUserId } from "@postern/domain";
import { describeWithSharedDatabase } from "@postern/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dumpTables } from "./testing/dump-tables.fixture.ts";
import { addThings } from "./testing/housed-things.fixture.ts";
import type { HousedThings } from "./testing/housed-things.fixture.ts";
import type { TestReply } from "./testing/http-request.ts";
import { openTenants } from "./testing/tenants.fixture.ts";
import type { Tenants } from "./testing/tenants.fixture.ts";
import { startTestServer } from "./testing/test-server.ts";
import type { TestServer } from "./testing/test-server.ts";

interface Operation {
  readonly name: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: (things: HousedThings) => string;
  readonly body?: (things: HousedThings) => object;
}

const unlimited = { isLimited: false, userIds: [], teamIds: [] };
const look = (name: string, path: Operation["path"]): Operation => ({ name, method: "GET", path });

const looks: readonly Operation[] = [
  look("describe a credential", ({ credential }) => `/api/credentials/${credential}`),
  look("read who may use a credential", ({ credential }) => `/api/postern/v1/credentials/${credential}/use-limit`),
  look("read what stops without a credential", ({ credential }) => `/api/postern/v1/credentials/${credential}/dependents`),
  look("read who used a credential", ({ credential }) => `/api/postern/v1/credentials/${credential}/usage`),
  look("describe an environment", ({ environment }) => `/api/compute-envs/${environment}`),
  look("read who may use an environment", ({ environment }) => `/api/postern/v1/compute-envs/${environment}/use-limit`),
  look("read the check of an environment", ({ environment }) => `/api/postern/v1/compute-envs/${environment}/check`),
  look("describe a run", ({ run }) => `/api/workflow/${run}`),
  look("read how far a run is", ({ run }) => `/api/workflow/${run}/progress`),
  look("read the metrics of a run", ({ run }) => `/api/workflow/${run}/metrics`),
  look("read how a run was launched", ({ run }) => `/api/workflow/${run}/launch`),
  look("read the log of a run", ({ run }) => `/api/workflow/${run}/log`),
  look("download a file of a run", ({ run }) => `/api/workflow/${run}/download?fileName=nf-${run}.txt`),
  look("list the tasks of a run", ({ run }) => `/api/workflow/${run}/tasks`),
  look("describe a task of a run", ({ run }) => `/api/workflow/${run}/task/1`),
];

function lookNamed(name: string): Operation {
  return looks.find((known) => known.name === name) ?? expect.fail(`no look is named ${name}`);
}

const changes: readonly Operation[] = [
  { name: "limit the use of a credential", method: "PUT", path: lookNamed("read who may use a credential").path, body: () => unlimited },
  { name: "delete a credential", method: "DELETE", path: ({ credential }) => `/api/credentials/${credential}` },
  {
    name: "limit the use of an environment",
    method: "PUT",
    path: lookNamed("read who may use an environment").path,
    body: () => unlimited,
  },
  { name: "check an environment", method: "POST", path: lookNamed("read the check of an environment").path },
  { name: "make an environment primary", method: "POST", path: ({ environment }) => `/api/compute-envs/${environment}/primary` },
  { name: "delete an environment", method: "DELETE", path: ({ environment }) => `/api/compute-envs/${environment}` },
  {
    name: "make an environment of a credential",
    method: "POST",
    path: () => "/api/compute-envs",
    body: ({ credential }) => ({
      computeEnv: { name: "new", platform: "slurm-platform", credentialsId: credential, config: { workDir: "/w", headQueue: "q" } },
    }),
  },
  {
    name: "launch on an environment",
    method: "POST",
    path: () => "/api/workflow/launch",
    body: ({ environment }) => ({ launch: { pipeline: "https://example.org/hello.git", computeEnvId: environment } }),
  },
  { name: "cancel a run", method: "POST", path: ({ run }) => `/api/workflow/${run}/cancel` },
  { name: "delete a run", method: "DELETE", path: ({ run }) => `/api/workflow/${run}` },
];

type PlaceName = "home" | "one" | "two" | "three";
type PersonName = Exclude<keyof Tenants["people"], "tom">;

describeWithSharedDatabase("the border of a workspace", (shared) => {
  let server: TestServer;
  let tenants: Tenants;
  const tokens = new Map<PersonName, string>();
  /** By place, and by person in a place: `two people, two workspaces, two organizations`. */
  const housed = new Map<string, HousedThings>();

  beforeAll(async () => {
    server = await startTestServer({ flags: { database: shared.url() } });
    const { database, places, tokens: tokenService } = server.server.services;
    tenants = await openTenants(database, places);
    for (const name of ["olga", "ada", "max", "lea", "vic", "bea"] as const) {
      tokens.set(name, (await tokenService.create(toUserId(tenants.people[name]), "test")).text);
    }
    for (const name of ["ada", "max"] as const) {
      housed.set(`${name} home`, await addThings(server.server, tenants.atHome(name)));
      for (const place of ["one", "two"] as const)
        housed.set(`${name} ${place}`, await addThings(server.server, await tenants.actor(name, place)));
    }
    housed.set("bea three", await addThings(server.server, await tenants.actor("bea", "three")));
  });

  afterAll(() => server[Symbol.asyncDispose]());

  const thingsOf = (name: PersonName, place: PlaceName): HousedThings => housed.get(`${name} ${place}`) ?? expect.fail("nothing is there");
  const none: HousedThings = { credential: "0".repeat(22), environment: "0".repeat(22), run: "0".repeat(14) };

  async function ask(name: PersonName, place: PlaceName, operation: Operation, things: HousedThings): Promise<TestReply> {
    const path = operation.path(things);
    const query = place === "home" ? "" : `${path.includes("?") ? "&" : "?"}workspaceId=${String(tenants[place])}`;
    const body = operation.body?.(things);
    return server.call(`${path}${query}`, {
      method: operation.method,
      token: tokens.get(name) ?? "",
      ...(body === undefined ? {} : { body }),
    });
  }

  /** What an answer says, with the ids of things taken out. */
  function wordsOf({ status, text }: TestReply, things: HousedThings): string {
    const ids = [things.credential, things.environment, things.run];
    const named = ids.reduce((words, id) => words.replaceAll(id, "<id>"), text);
    return `${String(status)} ${named.replaceAll(/"id":"[^"]*"/g, "")}`;
  }

  describe.each([...looks, ...changes])("$name", (operation) => {
    test("of another place is answered as for an id that nothing has, also to who may see both, and changes nothing", async () => {
      const before = await dumpTables(server.server.services.database);

      for (const name of ["ada", "max"] as const) {
        for (const place of ["home", "one", "two"] as const) {
          const foreign = [...housed].filter(([where]) => !where.endsWith(` ${place}`) || (place === "home" && where !== `${name} home`));
          const unknown = wordsOf(await ask(name, place, operation, none), none);
          const answers = await Promise.all(
            foreign.map(async ([where, things]) => `${where}: ${wordsOf(await ask(name, place, operation, things), things)}`),
          );
          expect(answers).toEqual(foreign.map(([where]) => `${where}: ${unknown}`));
          expect(unknown).toMatch(name === "max" && place !== "home" ? /^(404|403) / : /^404 /);
        }
      }

      expect(await dumpTables(server.server.services.database)).toBe(before);
    });
  });

  test.each(looks)("$name of somebody else in the same workspace is for everybody there", async (operation) => {
    const things = thingsOf("ada", "one");

    for (const name of ["olga", "ada", "max", "lea", "vic"] as const) {
      const answer = await ask(name, "one", operation, things);
      expect([name, answer.status]).toEqual([name, 200]);
    }
  });

  test.each(changes)("$name takes more than looking, and the refusal names the permission", async (operation) => {
    const before = await dumpTables(server.server.services.database);

    const answer = await ask("vic", "one", operation, thingsOf("ada", "one"));

    expect([answer.status, answer.json.code]).toEqual([403, "auth.permission_missing"]);
    expect(answer.json.message).toMatch(/You need the permission [\w:]+ in the workspace alpha\/one\./);
    expect(await dumpTables(server.server.services.database)).toBe(before);
  });

  test("lists show what lives in the place that is asked about, and its name", async () => {
    const list = async (name: PersonName, place: PlaceName, path: string) =>
      (
        await ask(
          name,
          place,
          look("list", () => path),
          none,
        )
      ).json;
    const idsOf = (answer: object, member: string, id: (row: never) => string): string[] =>
      ((answer as Record<string, never[]>)[member] ?? []).map(id).sort();

    for (const [name, place, people] of [
      ["ada", "home", ["ada"]],
      ["ada", "one", ["ada", "max"]],
      ["vic", "one", ["ada", "max"]],
      ["max", "two", ["ada", "max"]],
      ["bea", "three", ["bea"]],
      ["bea", "home", []],
    ] as const) {
      const there = people.map((person) => thingsOf(person, place));
      const [credentials, environments, runs] = [
        await list(name, place, "/api/credentials"),
        await list(name, place, "/api/compute-envs"),
        await list(name, place, "/api/workflow"),
      ];
      expect(idsOf(credentials, "credentials", (row: { id: string }) => row.id)).toEqual(there.map(({ credential }) => credential).sort());
      expect(idsOf(environments, "computeEnvs", (row: { id: string }) => row.id)).toEqual(
        there.map(({ environment }) => environment).sort(),
      );
      expect(idsOf(runs, "workflows", (row: { workflow: { id: string } }) => row.workflow.id)).toEqual(there.map(({ run }) => run).sort());
      const workspaceName = place === "home" ? null : place;
      expect(idsOf(environments, "computeEnvs", (row: { workspaceName: string }) => String(row.workspaceName))).toEqual(
        there.map(() => String(workspaceName)),
      );
    }
  });

  test("what is described in a workspace names it", async () => {
    const [environment, run] = [
      await ask("vic", "one", lookNamed("describe an environment"), thingsOf("ada", "one")),
      await ask("vic", "one", lookNamed("describe a run"), thingsOf("ada", "one")),
    ];

    expect(environment.json).toMatchObject({ computeEnv: { workspaceId: tenants.one, orgId: tenants.alpha } });
    expect(run.json).toMatchObject({ orgId: tenants.alpha, orgName: "alpha", workspaceId: tenants.one, workspaceName: "one" });
  });
});
