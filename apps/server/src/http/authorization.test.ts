import { permissionsOf, toOrganizationId, toUserId, toWorkspaceId } from "@postern/domain";
import type { BuiltInRole, OrganizationRole } from "@postern/domain";
import type { FastifyRequest } from "fastify";
import { expect, test } from "vitest";
import { tokenCaller } from "../testing/callers.fixture.ts";
import type { AccessRule } from "./access.ts";
import { authorize } from "./authorization.ts";
import type { Caller, TokenCaller } from "./caller.ts";
import { personalPlace } from "./place.ts";
import type { PlaceFinder } from "./place.ts";

const ada = tokenCaller(toUserId(1));

interface Question {
  readonly rule: AccessRule;
  readonly caller?: Caller;
  readonly query?: object;
  readonly params?: object;
  readonly role?: BuiltInRole;
  readonly organizationRole?: OrganizationRole;
  readonly hasPersonalWorkspaces?: boolean;
}

/** Workspace 7 of organization 3 is there for those who have a role in it. */
function ask({ rule, caller = ada, query = {}, params = {}, role, organizationRole, hasPersonalWorkspaces = true }: Question) {
  const place = { organizationId: toOrganizationId(3), name: "alpha/genomics", launchersEndRuns: false };
  const places: PlaceFinder = {
    findWorkspace: (_userId, id) => {
      const isThere = id === 7 && role !== undefined;
      return Promise.resolve(
        isThere ? { ...place, kind: "workspace", workspaceId: toWorkspaceId(7), permissions: permissionsOf(role) } : undefined,
      );
    },
    findOrganization: (_userId, id) =>
      Promise.resolve(
        id === 3 ? { kind: "organization", organizationId: toOrganizationId(3), name: "alpha", role: organizationRole } : undefined,
      ),
  };
  const request = { caller, query, params } as unknown as FastifyRequest;
  return authorize(request, rule, { places, hasPersonalWorkspaces });
}

const inWorkspace = { query: { workspaceId: "7" } };
const kept = (access: TokenCaller["access"], boundTo: TokenCaller["boundTo"] = null): TokenCaller => ({ ...ada, access, boundTo });

test("without a workspace, the personal one is meant, and all of it is one's own", async () => {
  expect(await ask({ rule: "credentials:write" })).toEqual(personalPlace);
});

test("where personal workspaces are off, a workspace must be named", async () => {
  await expect(ask({ rule: "credentials:read", hasPersonalWorkspaces: false })).rejects.toMatchObject({ code: "workspace.personal_off" });
});

test("in a workspace the role decides, and the refusal names permission and place", async () => {
  expect(await ask({ ...inWorkspace, rule: "credentials:read", role: "view" })).toMatchObject({ workspaceId: 7 });
  await expect(ask({ ...inWorkspace, rule: "credentials:write", role: "view" })).rejects.toMatchObject({
    code: "auth.permission_missing",
    message: "You need the permission credentials:write in the workspace alpha/genomics.",
  });
});

test("a workspace that one may not see, one that is not there, and one of another organization are refused in the same words", async () => {
  const foreign = { rule: "workspace:read", params: { orgId: "4", workspaceId: "7" }, role: "owner" } as const;

  await expect(ask({ ...inWorkspace, rule: "workspace:read" })).rejects.toMatchObject({
    code: "workspace.not_found",
    message: "Workspace 7 not found.",
  });
  await expect(ask({ ...inWorkspace, rule: "workspace:read", query: { workspaceId: "8" }, role: "view" })).rejects.toMatchObject({
    message: "Workspace 8 not found.",
  });
  await expect(ask(foreign)).rejects.toMatchObject({ code: "workspace.not_found", message: "Workspace 7 not found." });
});

test.each(["0", "-1", "1e3", "9007199254740992", "abc", "", " 7", "7.0", ["7", "8"], "99999999999999999999"])(
  "%j is no id of a workspace",
  async (id) => {
    await expect(ask({ rule: "credentials:read", query: { workspaceId: id }, role: "owner" })).rejects.toMatchObject({
      code: "request.invalid",
      fields: ["workspaceId"],
    });
  },
);

test("a token carries no more than its kind, in a workspace and at home", async () => {
  const place = await ask({ ...inWorkspace, rule: "workflow:execute", caller: kept("launch"), role: "owner" });

  expect([...(place?.kind === "workspace" ? place.permissions : [])]).not.toContain("credentials:write");
  await expect(ask({ ...inWorkspace, rule: "workflow:execute", caller: kept("read"), role: "owner" })).rejects.toMatchObject({
    code: "auth.token_scope",
    message: 'The token is of the kind "read": it does not carry workflow:execute.',
  });
  await expect(ask({ rule: "credentials:write", caller: kept("launch") })).rejects.toMatchObject({ code: "auth.token_scope" });
});

test("a bound token is good for its workspaces only: not for others, not at home, not for the account", async () => {
  const here = kept("full", [toWorkspaceId(7)]);
  const elsewhere = kept("full", [toWorkspaceId(8)]);

  expect(await ask({ ...inWorkspace, rule: "credentials:write", caller: here, role: "admin" })).toMatchObject({ workspaceId: 7 });
  await expect(ask({ ...inWorkspace, rule: "credentials:write", caller: elsewhere, role: "admin" })).rejects.toMatchObject({
    code: "workspace.not_found",
  });
  for (const rule of ["credentials:read", "user:write", "organization:read"] as const) {
    await expect(
      ask({ rule, caller: here, params: rule === "organization:read" ? { orgId: "3" } : {}, organizationRole: "owner" }),
    ).rejects.toMatchObject({
      code: "auth.token_scope",
    });
  }
});

test("the token of an agent says who it is, and no more", async () => {
  const caller = kept("agent");

  expect(await ask({ rule: "identity", caller })).toBeUndefined();
  for (const rule of ["user", "user:write", "telemetry", "workflow:read"] as const) {
    await expect(ask({ rule, caller })).rejects.toMatchObject({ code: "auth.token_scope" });
  }
});

test("in an organization owners change, members look, collaborators see the name", async () => {
  const params = { orgId: "3" };

  expect(await ask({ rule: "organization:write", params, organizationRole: "owner" })).toMatchObject({ organizationId: 3, role: "owner" });
  expect(await ask({ rule: "organization_people:read", params, organizationRole: "member" })).toMatchObject({ role: "member" });
  await expect(ask({ rule: "organization:write", params, organizationRole: "member" })).rejects.toMatchObject({
    message: "You need the permission organization:write in the organization alpha.",
  });
  await expect(ask({ rule: "organization_people:read", params, organizationRole: "collaborator" })).rejects.toMatchObject({
    kind: "forbidden",
  });
  await expect(ask({ rule: "organization:read", params: { orgId: "4" } })).rejects.toMatchObject({
    code: "organization.not_found",
    message: "Organization 4 not found.",
  });
});

test("an administrator who does not belong to an organization looks at it, and changes nothing", async () => {
  const params = { orgId: "3" };
  const rosa = { ...ada, isAdministrator: true };

  expect(await ask({ rule: "organization_people:read", params, caller: rosa })).toMatchObject({ role: undefined });
  await expect(ask({ rule: "organization:write", params, caller: rosa })).rejects.toMatchObject({ code: "auth.permission_missing" });
});

test("a narrow token of an administrator looks at the organizations of its person alone", async () => {
  const params = { orgId: "3" };

  for (const access of ["read", "launch"] as const) {
    const caller = { ...kept(access), isAdministrator: true };
    await expect(ask({ rule: "organization_people:read", params, caller })).rejects.toMatchObject({ code: "organization.not_found" });
    expect(await ask({ rule: "organization_people:read", params, caller, organizationRole: "member" })).toMatchObject({ role: "member" });
  }
});

test("what is built in is shown without an organization, and never changed without one", async () => {
  expect(await ask({ rule: "organization:read" })).toBeUndefined();
  await expect(ask({ rule: "organization:write" })).rejects.toMatchObject({ code: "request.invalid", fields: ["orgId"] });
});

test("only an administrator passes where one is asked for, and not with a narrow token", async () => {
  expect(await ask({ rule: "administrator", caller: { ...ada, isAdministrator: true } })).toBeUndefined();
  await expect(ask({ rule: "administrator" })).rejects.toMatchObject({ code: "auth.forbidden" });
  await expect(ask({ rule: "administrator", caller: { ...kept("read"), isAdministrator: true } })).rejects.toMatchObject({
    code: "auth.token_scope",
  });
});
