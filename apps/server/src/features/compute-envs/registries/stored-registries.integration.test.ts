import type { Database } from "@postern/database";
import type { ComputeEnvId, CredentialId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { homeOf } from "../../../home.ts";
import { openClusterApp } from "../../../testing/cluster-app.fixture.ts";
import type { ClusterApp } from "../../../testing/cluster-app.fixture.ts";
import { listOfCredential } from "../environments-of-credential.ts";

describeWithDatabases("stored registries of an environment", (fixture) => {
  let database: Database;
  let app: ClusterApp;
  let hub: CredentialId;
  let quay: CredentialId;
  let team: CredentialId;

  beforeEach(async () => {
    database = await fixture.open();
    app = await openClusterApp({ database });
    const add = (name: string, registry?: string) =>
      app.credentials.create(app.jane, {
        name,
        provider: "container-reg",
        keys: { userName: "robot", password: "right-secret", registry },
      });
    [hub, quay, team] = [await add("hub"), await add("quay", "quay.io"), await add("team", "Quay.io/team")];
  });
  afterEach(() => app[Symbol.asyncDispose]());

  const make = (name: string, registryCredentialsIds: readonly string[]) =>
    app.environments.create(app.jane, {
      ...{ name, platform: "local-platform", credentialsId: app.credentialsId, config: { workDir: "/work" } },
      registryCredentialsIds: [...registryCredentialsIds],
    });
  const stored = async (id: ComputeEnvId) =>
    (await app.registries.describe(app.jane, id)).chosen.map(({ name, host }) => `${name} ${host}`);
  const refusal = (ids: readonly string[]) =>
    make("refused", ids).then(
      () => undefined,
      (error: unknown) => error,
    );

  test("keep their order and are replaced as a whole, with a look at who was first and an entry in the trail", async () => {
    const id = await make("hpc", [quay, hub]);
    const before = await stored(id);
    const lastUpdated = new Date((await app.registries.describe(app.jane, id)).updatedAt).toISOString();

    await app.registries.replace(app.jane, id, { registryCredentialsIds: [hub, team], lastUpdated });
    const late = app.registries.replace(app.jane, id, { registryCredentialsIds: [], lastUpdated });

    await expect(late).rejects.toMatchObject({ code: "request.outdated" });
    expect([before, await stored(id)]).toEqual([
      ["quay quay.io", "hub docker.io"],
      ["hub docker.io", "team quay.io"],
    ]);
    const rows = await database.query
      .selectFrom("audit_entries")
      .selectAll()
      .where("action", "=", "environment.change_registries")
      .execute();
    expect(rows.map(({ before_image: image }) => image)).toEqual([expect.stringContaining(`"registry":"docker.io"`)]);
    expect(rows.map(({ after_image: image }) => image)).toEqual([expect.stringContaining(team)]);
  });

  test("two for one registry are refused, naming both, and so is a credential of another kind or one that is not there", async () => {
    expect(await refusal([hub, quay, team])).toMatchObject({
      ...{ code: "request.invalid", fields: ["registryCredentialsIds.2"] },
      message: "The credentials quay and team are both for quay.io: choose one of them.",
    });
    expect(await refusal([hub, app.credentialsId])).toMatchObject({ code: "request.invalid", fields: ["registryCredentialsIds.1"] });
    expect(await refusal(["missing"])).toMatchObject({ code: "credential.not_found", fields: ["registryCredentialsIds.0"] });
    expect(await database.query.selectFrom("registry_credentials").selectAll().execute()).toEqual([]);
  });

  test("keep their credentials from being deleted until they or the environment are gone", async () => {
    const first = await make("first", [hub, quay]);
    const second = await make("second", [hub]);

    const refused = await app.credentials.remove(app.jane, hub);
    const mentioned = await listOfCredential(database.query, hub);
    await app.registries.replace(app.jane, first, { registryCredentialsIds: [quay] });
    await app.environments.remove(app.jane, second);

    expect([refused.map(({ name }) => name).toSorted(), mentioned.map(({ name }) => name)]).toEqual([
      ["first", "second"],
      ["first", "second"],
    ]);
    expect(await app.credentials.remove(app.jane, hub)).toEqual([]);
    await database.transaction(({ query }) => app.environments.removeAll(query, homeOf(app.jane), app.jane.userId));
    expect(await database.query.selectFrom("registry_credentials").selectAll().execute()).toEqual([]);
  });
});
