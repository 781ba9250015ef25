import type { OrgAndWorkspace } from "@postern/contracts";
import { expect, test } from "vitest";
import { findPlace } from "./find-place.ts";
import { firstScope, samePageIn } from "./last-place.ts";
import { organizationsOf } from "./places.ts";
import type { Places } from "./places.ts";

const row = (given: Partial<OrgAndWorkspace>): OrgAndWorkspace => ({
  orgId: 1,
  orgName: "beta",
  orgLogoUrl: null,
  orgType: null,
  workspaceId: null,
  workspaceName: null,
  workspaceFullName: null,
  visibility: null,
  roles: [],
  ...given,
});

const rows = [
  row({ roles: ["member"] }),
  row({ workspaceId: 12, workspaceName: "zebra", visibility: "SHARED" }),
  row({ workspaceId: 11, workspaceName: "Genomics", workspaceFullName: "All genomes", visibility: "PRIVATE", roles: ["launch"] }),
  row({ orgId: 2, orgName: "alpha", roles: ["owner"] }),
];

const places: Places = { userName: "jane", hasPersonal: true, organizations: organizationsOf({ orgsAndWorkspaces: rows }) };
const genomics = { kind: "workspace", orgId: 1, orgName: "beta", workspaceId: 11, workspaceName: "Genomics" };

test("rows of the public API become a tree by name, and an organization without workspaces stays in it", () => {
  expect(places.organizations).toEqual([
    { orgId: 2, name: "alpha", role: "owner", workspaces: [] },
    {
      orgId: 1,
      name: "beta",
      role: "member",
      workspaces: [
        { workspaceId: 11, name: "Genomics", fullName: "All genomes", roles: ["launch"] },
        { workspaceId: 12, name: "zebra", fullName: "zebra", roles: [] },
      ],
    },
  ]);
});

test("an organization that is known by its workspaces alone is one too", () => {
  const [only] = organizationsOf({ orgsAndWorkspaces: [row({ workspaceId: 12, workspaceName: "zebra", roles: ["view"] })] });

  expect(only).toMatchObject({ name: "beta", role: undefined, workspaces: [{ name: "zebra" }] });
});

test("an address finds its workspace whatever the case of its letters, and the names as they are written", () => {
  expect(findPlace({ orgName: "BETA", workspaceName: "genomics" }, places)).toMatchObject({ kind: "workspace", scope: genomics });
});

test.each([
  { names: { userName: "jane" }, kind: "personal" },
  { names: { userName: "somebody" }, kind: "unknown" },
  { names: { orgName: "alpha" }, kind: "organization" },
  { names: { orgName: "gamma" }, kind: "unknown" },
  { names: { orgName: "alpha", workspaceName: "genomics" }, kind: "unknown" },
  { names: {}, kind: "elsewhere" },
])("$names leads to: $kind", ({ names, kind }) => {
  expect(findPlace(names, places).kind).toBe(kind);
});

test("where there are no personal workspaces, one's own is not found either", () => {
  expect(findPlace({ userName: "jane" }, { ...places, hasPersonal: false })).toEqual({
    kind: "unknown",
    words: "Your personal workspace",
  });
});

test.each([
  { why: "where one was last", last: "11", chosenId: 12, hasPersonal: true, begins: 11 },
  { why: "in the personal one, when one was there last", last: "personal", chosenId: 12, hasPersonal: true, begins: null },
  { why: "at the chosen one, when the last is gone", last: "99", chosenId: 12, hasPersonal: true, begins: 12 },
  { why: "at the chosen one, when personal ones were switched off", last: "personal", chosenId: 12, hasPersonal: false, begins: 12 },
  { why: "in the personal one, when nothing was chosen", last: null, chosenId: null, hasPersonal: true, begins: null },
  { why: "anywhere, when there is no personal one", last: null, chosenId: null, hasPersonal: false, begins: 11 },
])("one begins $why", ({ last, chosenId, hasPersonal, begins }) => {
  expect(firstScope({ ...places, hasPersonal }, last, chosenId)?.workspaceId).toBe(begins);
});

test("who can go nowhere begins nowhere", () => {
  expect(firstScope({ userName: "jane", hasPersonal: false, organizations: [] }, "personal", 4)).toBeUndefined();
});

test.each([
  ["/user/jane/watch/1a2B", "/orgs/beta/workspaces/Genomics/watch"],
  ["/user/jane/compute-envs/new", "/orgs/beta/workspaces/Genomics/compute-envs"],
  ["/orgs/x/workspaces/y/settings", "/orgs/beta/workspaces/Genomics/settings"],
  ["/tokens", "/orgs/beta/workspaces/Genomics/watch"],
  ["/orgs/x/members", "/orgs/beta/workspaces/Genomics/watch"],
])("from %s one switches to %s", (pathname, expected) => {
  const place = findPlace({ orgName: "beta", workspaceName: "genomics" }, places);

  expect(place.kind === "workspace" ? samePageIn(place.scope, pathname) : undefined).toBe(expected);
});

test("a personal workspace has no participants, so the switch leads to its runs", () => {
  const place = findPlace({ userName: "jane" }, places);

  expect(place.kind === "personal" ? samePageIn(place.scope, "/orgs/x/workspaces/y/participants") : undefined).toBe("/user/jane/watch");
});
