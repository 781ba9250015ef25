import { expect, test } from "vitest";
import { paths, safeReturnPath, userScope } from "./paths.ts";

const person = userScope("jane");
const lab = { kind: "workspace", orgId: 1, orgName: "alpha lab", workspaceId: 2, workspaceName: "genomics" } as const;

test("every address keeps its form, because links from outside rely on it", () => {
  const all = [person, lab].flatMap((scope) => [
    paths.runs(scope),
    paths.run(scope, "1a2B3c"),
    paths.launch(scope),
    paths.computeEnvs(scope),
    paths.newComputeEnv(scope),
    paths.computeEnv(scope, "7Hx"),
    paths.editComputeEnv(scope, "7Hx"),
    paths.credentials(scope),
    paths.newCredential(scope),
    paths.labels(scope),
    paths.agents(scope),
  ]);

  expect([paths.home(), paths.signIn(), paths.setup("x/y"), paths.tokens(), ...all]).toMatchInlineSnapshot(`
    [
      "/",
      "/sign-in",
      "/setup/x%2Fy",
      "/tokens",
      "/user/jane/watch",
      "/user/jane/watch/1a2B3c",
      "/user/jane/launch",
      "/user/jane/compute-envs",
      "/user/jane/compute-envs/new",
      "/user/jane/compute-envs/7Hx",
      "/user/jane/compute-envs/7Hx/edit",
      "/user/jane/credentials",
      "/user/jane/credentials/new",
      "/user/jane/labels",
      "/user/jane/agents",
      "/orgs/alpha%20lab/workspaces/genomics/watch",
      "/orgs/alpha%20lab/workspaces/genomics/watch/1a2B3c",
      "/orgs/alpha%20lab/workspaces/genomics/launch",
      "/orgs/alpha%20lab/workspaces/genomics/compute-envs",
      "/orgs/alpha%20lab/workspaces/genomics/compute-envs/new",
      "/orgs/alpha%20lab/workspaces/genomics/compute-envs/7Hx",
      "/orgs/alpha%20lab/workspaces/genomics/compute-envs/7Hx/edit",
      "/orgs/alpha%20lab/workspaces/genomics/credentials",
      "/orgs/alpha%20lab/workspaces/genomics/credentials/new",
      "/orgs/alpha%20lab/workspaces/genomics/labels",
      "/orgs/alpha%20lab/workspaces/genomics/agents",
    ]
  `);
});

test("a person comes back to the page that was asked for", () => {
  expect(safeReturnPath("/user/jane/watch?page=2")).toBe("/user/jane/watch?page=2");
});

test.each([undefined, "https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "/sign-in", "/setup/abc"])(
  "after signing in, %s leads home",
  (asked) => {
    expect(safeReturnPath(asked)).toBe("/");
  },
);
