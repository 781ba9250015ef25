import type { Database } from "@postern/database";
import { toComputeEnvId, toCredentialId } from "@postern/domain";
import type { Clock, CredentialId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { composeOpenings } from "../../compose-openings.ts";
import type { Actor } from "../../http/caller.ts";
import { newComputeEnvId, newRunId } from "../../new-id.ts";
import { openCredentialScene } from "../../testing/credential-scene.fixture.ts";
import { environmentRow } from "../../testing/housed-things.fixture.ts";
import { listOfCredential } from "../compute-envs/environments-of-credential.ts";
import { toRunRow } from "../runs/new-run.ts";
import { listLaunchedOn, listUnfinishedOn } from "../runs/runs-on-environments.ts";
import { CredentialUseService } from "./use-service.ts";

const agent = { name: "site", provider: "tw-agent", keys: { connectionId: "site" } };
const registry = { name: "quay", provider: "container-reg", keys: { userName: "robot", password: "p4ss", registry: "quay.io" } };

async function openUses(database: Database, clock: Clock) {
  const scene = await openCredentialScene(database, clock);
  const tenants = await scene.openTenants();
  const { query } = database;
  const uses = new CredentialUseService({
    ...{ credentials: scene.credentials, listOpenings: composeOpenings(database) },
    listEnvironments: (id) => listOfCredential(query, id),
    listUnfinished: (ids) => listUnfinishedOn(query, ids),
    listLaunched: (ids, page) => listLaunchedOn(query, ids, page),
  });
  const addEnvironment = async (actor: Actor, credential: CredentialId, name: string) => {
    const id = newComputeEnvId();
    await query
      .insertInto("compute_envs")
      .values({ ...environmentRow(actor, id, credential), name })
      .execute();
    return id;
  };
  const addRun = async (actor: Actor, computeEnvId: string, { name, status = "RUNNING" }: { name: string; status?: string }) => {
    const id = newRunId();
    const row = toRunRow({
      ...{ id, userId: actor.userId, workspaceId: actor.place.workspaceId, computeEnvId: toComputeEnvId(computeEnvId), runName: name },
      ...{ sessionId: id, projectName: "hello", userName: "ab123", workDir: "/w", at: clock.now() },
      launch: { pipeline: "https://example.org/hello.git", launchDir: "/w" },
    });
    await query
      .insertInto("runs")
      .values({ ...row, status })
      .execute();
    return id;
  };
  return { ...scene, tenants, uses, addEnvironment, addRun };
}

describeWithDatabases("the uses of a credential", ({ open, clock }) => {
  test("what stops without it are its environments and their unfinished runs, and nothing of another credential", async () => {
    const database = await open();
    const { credentials, tenants, uses, addEnvironment, addRun } = await openUses(database, clock);
    const ada = await tenants.actor("ada", "one");
    const id = await credentials.create(ada, agent);
    const other = await credentials.create(ada, { ...agent, name: "other" });
    const environment = await addEnvironment(ada, id, "hpc");
    const gone = await addEnvironment(ada, id, "gone");
    await database.query.updateTable("compute_envs").set({ deleted_at: 1 }).where("id", "=", gone).execute();
    const foreign = await addEnvironment(ada, other, "elsewhere");
    const run = await addRun(ada, environment, { name: "goes_on" });
    await addRun(ada, environment, { name: "is_over", status: "SUCCEEDED" });
    await addRun(ada, foreign, { name: "other_run" });

    expect(await uses.listDependents(await tenants.actor("vic", "one"), id)).toEqual({
      environments: [{ id: environment, name: "hpc", status: "AVAILABLE" }],
      runs: [{ id: run, name: "goes_on", status: "RUNNING" }],
    });
  });

  test("each opening of its secret is listed newest first, with whom and what it was for, a page at a time", async () => {
    const database = await open();
    const { credentials, secrets, tenants, uses, addEnvironment, addRun } = await openUses(database, clock);
    const ada = await tenants.actor("ada", "one");
    const id = await credentials.create(ada, registry);
    const environmentId = await addEnvironment(ada, id, "hpc");
    const runId = await addRun(ada, environmentId, { name: "opens" });
    (await secrets.open({ actor: null, credentialId: id, purpose: "check" }))[Symbol.dispose]();
    clock.advance(1000);
    (await secrets.open({ actor: ada.userId, credentialId: id, purpose: "launch", runId, environmentId }))[Symbol.dispose]();

    const first = await uses.listUsage(ada, id, { max: 1, cursor: undefined });
    const second = await uses.listUsage(ada, id, { max: 1, cursor: first.nextCursor ?? "" });

    expect(first.usage).toMatchObject([
      {
        ...{ who: { id: ada.userId, userName: "ada" }, purpose: "launch" },
        ...{ run: { id: runId, name: "opens" }, environment: { id: environmentId, name: "hpc" } },
      },
    ]);
    expect(second).toMatchObject({ usage: [{ who: null, purpose: "check", run: null, environment: null }], nextCursor: null });
  });

  test("an agent credential, which has no secret, is used by each launch on its environments, pages of one moment included", async () => {
    const database = await open();
    const { credentials, tenants, uses, addEnvironment, addRun } = await openUses(database, clock);
    const ada = await tenants.actor("ada", "one");
    const id = await credentials.create(ada, agent);
    const environment = await addEnvironment(ada, id, "hpc");
    for (const name of ["a", "b", "c"]) await addRun(ada, environment, { name, status: "SUCCEEDED" });
    const seen: string[] = [];
    let cursor: string | undefined;

    do {
      const page = await uses.listUsage(ada, id, { max: 2, cursor });
      seen.push(...page.usage.map(({ run, who }) => `${run?.name ?? ""} by ${who?.userName ?? ""}`));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);

    expect(seen.toSorted()).toEqual(["a by ada", "b by ada", "c by ada"]);
  });

  test("are told to nobody who may not see it, and a cursor that no page gave is refused", async () => {
    const { credentials, tenants, uses } = await openUses(await open(), clock);
    const id = await credentials.create(await tenants.actor("ada", "one"), agent);
    const elsewhere = await tenants.actor("ada", "two");

    for (const actor of [elsewhere, tenants.atHome("ada")]) {
      await expect(uses.listDependents(actor, id)).rejects.toMatchObject({ code: "credential.not_found" });
      await expect(uses.listUsage(actor, id, { max: 1, cursor: undefined })).rejects.toMatchObject({ code: "credential.not_found" });
    }
    const ada = await tenants.actor("ada", "one");
    await expect(uses.listUsage(ada, id, { max: 1, cursor: "1-'" })).rejects.toMatchObject({ code: "request.invalid", fields: ["cursor"] });
    await expect(uses.listUsage(ada, toCredentialId("nope"), { max: 1, cursor: undefined })).rejects.toMatchObject({
      code: "credential.not_found",
    });
  });
});
