import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openCredentialScene, readAllMembers } from "../../testing/credential-scene.fixture.ts";

const gitlab = { username: "ada", token: "glpat-old" };
const registry = { userName: "ada", password: "old-password", registry: "quay.io" };

describeWithDatabases("a credential that is led to another host", ({ open, clock }) => {
  test.each([
    [
      "a Git host",
      { provider: "gitlab", baseUrl: "https://git.example.org/lab", keys: gitlab },
      { baseUrl: "https://evil.example" },
      "token",
    ],
    [
      "another port",
      { provider: "gitlab", baseUrl: "https://git.example.org", keys: gitlab },
      { baseUrl: "https://git.example.org:8443" },
      "token",
    ],
    [
      "no encryption",
      { provider: "gitlab", baseUrl: "https://git.example.org", keys: gitlab },
      { baseUrl: "http://git.example.org" },
      "token",
    ],
    ["a host of one's own", { provider: "gitlab", keys: gitlab }, { baseUrl: "https://evil.example" }, "token"],
    ["a registry", { provider: "container-reg", keys: registry }, { keys: { userName: "ada", registry: "evil.example" } }, "password"],
  ])("does not take its secret to %s", async (_where, made, change, member) => {
    const scene = await openCredentialScene(await open(), clock);
    const ada = await (await scene.openTenants()).actor("ada", "one");
    const id = await scene.credentials.create(ada, { name: "mine", ...made });
    const before = await readAllMembers(scene, id);

    const edit = scene.edits.update(ada, id, change);

    await expect(edit).rejects.toMatchObject({ code: "request.invalid", fields: [`credentials.keys.${member}`] });
    expect(await readAllMembers(scene, id)).toEqual(before);
  });

  test.each([
    [
      "another path of its Git host",
      { provider: "gitlab", baseUrl: "https://git.example.org/a", keys: gitlab },
      { baseUrl: "https://GIT.example.org/b" },
    ],
    ["its host when that is spelt out", { provider: "gitlab", keys: gitlab }, { baseUrl: "https://gitlab.com/lab" }],
    [
      "the usual registry, which nobody names",
      { provider: "container-reg", keys: { userName: "ada", password: "p" } },
      { keys: { userName: "bea" } },
    ],
  ])("takes its secret to %s", async (_where, made, change) => {
    const scene = await openCredentialScene(await open(), clock);
    const ada = await (await scene.openTenants()).actor("ada", "one");
    const id = await scene.credentials.create(ada, { name: "mine", ...made });
    const secret = made.provider === "gitlab" ? "token" : "password";
    const before = await readAllMembers(scene, id);

    await scene.edits.update(ada, id, change);

    expect((await readAllMembers(scene, id))[secret]).toBe(before[secret]);
  });
});
