import type {
  CreateWorkspaceRequest,
  UpdateWorkspaceRequest,
  UpdateWorkspaceSettingsRequest,
  Workspace,
  WorkspaceSettings,
} from "@postern/contracts";
import { AppError, nameKey, placeNameProblem } from "@postern/domain";
import { failBySentinel, noContent, ok, refusal } from "../http.ts";
import type { MockAnswer, MockRequest, Route } from "../http.ts";
import { isVisible } from "../organizations/rights.ts";
import type { MockTeller } from "../organizations/teller.ts";
import { getOrganization, getWorkspace, getWorkspaceById, isoNow, nextNumber } from "../organizations/world.ts";
import type { MockOrganization, MockWorkspace, MockWorld } from "../organizations/world.ts";
import { outdated } from "./organizations.ts";

const settingsPath = "/api/postern/v1/workspaces/:workspaceId/settings";

export const workspaceRoutes = (world: MockWorld, teller: MockTeller): readonly Route[] => [
  {
    method: "GET",
    path: "/api/orgs/:orgId/workspaces",
    answer: ({ params, userId }) => {
      const organization = getOrganization(world, params["orgId"]);
      return ok({ workspaces: organization.workspaces.filter((one) => isVisible(organization, one, userId)).map(toWorkspace) });
    },
  },
  {
    method: "GET",
    path: "/api/orgs/:orgId/workspaces/validate",
    answer: ({ params, query }) => {
      checkName(getOrganization(world, params["orgId"]), query.get("name") ?? "", undefined);
      return noContent;
    },
  },
  {
    method: "POST",
    path: "/api/orgs/:orgId/workspaces",
    answer: ({ params, body }) => {
      const organization = getOrganization(world, params["orgId"]);
      const wish = (body as CreateWorkspaceRequest).workspace;
      failBySentinel(wish.name);
      checkName(organization, wish.name, undefined);
      const made = makeWorkspace(world, wish);
      organization.workspaces = [...organization.workspaces, made];
      teller.organizationChanged(organization);
      return ok({ workspace: toWorkspace(made) });
    },
  },
  {
    method: "GET",
    path: "/api/orgs/:orgId/workspaces/:workspaceId",
    answer: ({ params }) => ok({ workspace: toWorkspace(getWorkspace(getOrganization(world, params["orgId"]), params["workspaceId"])) }),
  },
  { method: "PUT", path: "/api/orgs/:orgId/workspaces/:workspaceId", answer: (request) => update(world, teller, request) },
  { method: "DELETE", path: "/api/orgs/:orgId/workspaces/:workspaceId", answer: (request) => remove(world, teller, request) },
  {
    method: "GET",
    path: settingsPath,
    answer: ({ params }) => {
      const { whoMayEndRuns, confirmHostKeys } = getWorkspaceById(world, params["workspaceId"]).workspace;
      return ok({ whoMayEndRuns, confirmHostKeys } satisfies WorkspaceSettings);
    },
  },
  {
    method: "PUT",
    path: settingsPath,
    answer: ({ params, body }) => {
      const { organization, workspace } = getWorkspaceById(world, params["workspaceId"]);
      const { whoMayEndRuns, confirmHostKeys } = body as UpdateWorkspaceSettingsRequest;
      workspace.whoMayEndRuns = whoMayEndRuns;
      workspace.confirmHostKeys = confirmHostKeys ?? workspace.confirmHostKeys;
      teller.workspaceChanged(organization, workspace);
      return ok({ whoMayEndRuns, confirmHostKeys: workspace.confirmHostKeys } satisfies WorkspaceSettings);
    },
  },
];

function update(world: MockWorld, teller: MockTeller, { params, body }: MockRequest): MockAnswer {
  const organization = getOrganization(world, params["orgId"]);
  const workspace = getWorkspace(organization, params["workspaceId"]);
  const { name, fullName, description, visibility, lastUpdated } = body as UpdateWorkspaceRequest;
  failBySentinel(fullName ?? "");
  if (lastUpdated !== undefined && lastUpdated !== workspace.lastUpdated) return outdated(workspace.name);
  if (typeof name === "string") checkName(organization, name, workspace);
  Object.assign(workspace, { name, fullName, description, visibility, lastUpdated: isoNow(world) });
  teller.workspaceChanged(organization, workspace);
  return ok({ workspace: toWorkspace(workspace) });
}

function remove(world: MockWorld, teller: MockTeller, { params }: MockRequest): MockAnswer {
  const organization = getOrganization(world, params["orgId"]);
  const workspace = getWorkspace(organization, params["workspaceId"]);
  const conflicts = teller.unfinishedRunsIn([workspace.id]);
  if (conflicts.length > 0) return refusal(409, "These runs have not ended yet.", { code: "workspace.in_use", conflicts });
  organization.workspaces = organization.workspaces.filter((one) => one !== workspace);
  teller.organizationChanged(organization);
  teller.accessChanged(organization.members.map((one) => one.userId));
  return noContent;
}

function makeWorkspace(world: MockWorld, wish: CreateWorkspaceRequest["workspace"]): MockWorkspace {
  const at = isoNow(world);
  return {
    id: nextNumber(world),
    name: wish.name,
    fullName: wish.fullName,
    description: wish.description ?? null,
    visibility: wish.visibility,
    whoMayEndRuns: "maintainers",
    confirmHostKeys: false,
    participants: [],
    dateCreated: at,
    lastUpdated: at,
  };
}

function checkName(organization: MockOrganization, name: string, own: MockWorkspace | undefined): void {
  const problem = placeNameProblem(name);
  if (problem !== undefined) throw new AppError("workspace.name_invalid", problem, { fields: ["name"] });
  if (organization.workspaces.some((one) => one !== own && nameKey(one.name) === nameKey(name))) {
    throw new AppError("workspace.name_taken", `A workspace named ${name} already exists in the organization.`, { fields: ["name"] });
  }
}

const toWorkspace = ({ id, name, fullName, description, visibility, dateCreated, lastUpdated }: MockWorkspace): Workspace => ({
  id,
  name,
  fullName,
  description: description === "" ? null : description,
  visibility,
  dateCreated,
  lastUpdated,
});
