import type { AddParticipantRequest, Participant } from "@postern/contracts";
import { noContent, ok, refusal, searched } from "../http.ts";
import type { MockAnswer, MockRequest, Route } from "../http.ts";
import type { MockTeller } from "../organizations/teller.ts";
import { findPerson, getOrganization, getWorkspace, nextNumber, personOf } from "../organizations/world.ts";
import type { MockOrganization, MockParticipant, MockWorkspace, MockWorld } from "../organizations/world.ts";

export const participantRoutes = (world: MockWorld, teller: MockTeller): readonly Route[] => {
  const inWorkspace = (method: string, tail: string, act: (place: Spot, request: MockRequest) => MockAnswer): Route => ({
    method,
    path: `/api/orgs/:orgId/workspaces/:workspaceId/participants${tail}`,
    answer: (request) => {
      const organization = getOrganization(world, request.params["orgId"]);
      return act({ world, teller, organization, workspace: getWorkspace(organization, request.params["workspaceId"]) }, request);
    },
  });
  return [
    inWorkspace("GET", "", ({ organization, workspace }, { query }) => {
      const all = workspace.participants.map((one) => toParticipant(world, organization, one));
      const { page, totalSize } = searched(all, query, participantWords);
      return ok({ participants: page, totalSize });
    }),
    inWorkspace("PUT", "/add", add),
    inWorkspace("PUT", "/:participantId/role", (spot, { params, body }) =>
      change(spot, params["participantId"], (participant) => {
        participant.role = (body as { role: string }).role;
      }),
    ),
    inWorkspace("DELETE", "/:participantId", (spot, { params }) =>
      change(spot, params["participantId"], (participant) => {
        spot.workspace.participants = spot.workspace.participants.filter((one) => one !== participant);
      }),
    ),
    inWorkspace("DELETE", "", (spot, { userId }) => {
      const member = spot.organization.members.find((one) => one.userId === userId);
      const own = spot.workspace.participants.find((one) => one.memberId === member?.memberId);
      if (own === undefined) return refusal(409, "You are here through a team or as an owner.", { code: "participant.indirect" });
      return change(spot, String(own.participantId), (participant) => {
        spot.workspace.participants = spot.workspace.participants.filter((one) => one !== participant);
      });
    }),
  ];
};

interface Spot {
  readonly world: MockWorld;
  readonly teller: MockTeller;
  readonly organization: MockOrganization;
  readonly workspace: MockWorkspace;
}

const participantWords = (one: Participant): string =>
  `${one.userName ?? ""} ${one.email ?? ""} ${one.firstName ?? ""} ${one.lastName ?? ""} ${one.teamName ?? ""}`;

function add(spot: Spot, { body }: MockRequest): MockAnswer {
  const { world, organization, workspace } = spot;
  const wish = body as AddParticipantRequest;
  const person = typeof wish.userNameOrEmail === "string" ? findPerson(world, wish.userNameOrEmail) : undefined;
  if (typeof wish.userNameOrEmail === "string" && person === undefined) {
    return refusal(404, `User ${wish.userNameOrEmail} not found.`, { code: "user.not_found", fields: ["userNameOrEmail"] });
  }
  const memberId = wish.memberId ?? (person === undefined ? null : memberIdOf(world, organization, person.userId));
  const teamId = wish.teamId ?? null;
  if (workspace.participants.some((one) => one.memberId === memberId && one.teamId === teamId)) {
    return refusal(409, "Already a participant.", { code: "participant.exists" });
  }
  const participant: MockParticipant = { participantId: nextNumber(world), memberId, teamId, role: "launch" };
  workspace.participants = [...workspace.participants, participant];
  tell(spot, participant);
  return ok({ participant: toParticipant(world, organization, participant) });
}

/** Somebody from outside becomes a collaborator. */
function memberIdOf(world: MockWorld, organization: MockOrganization, userId: number): number {
  const known = organization.members.find((one) => one.userId === userId);
  if (known !== undefined) return known.memberId;
  const made = { memberId: nextNumber(world), userId, role: "collaborator" as const };
  organization.members = [...organization.members, made];
  return made.memberId;
}

function change(spot: Spot, participantId: string | undefined, act: (participant: MockParticipant) => void): MockAnswer {
  const participant = spot.workspace.participants.find((one) => String(one.participantId) === participantId);
  if (participant === undefined) return refusal(404, `Participant ${participantId ?? ""} not found.`, { code: "participant.not_found" });
  act(participant);
  tell(spot, participant);
  return noContent;
}

function tell({ teller, organization, workspace }: Spot, participant: MockParticipant): void {
  const team = organization.teams.find((one) => one.teamId === participant.teamId);
  const memberIds = team?.memberIds ?? [participant.memberId];
  teller.workspaceChanged(organization, workspace);
  teller.accessChanged(organization.members.filter((one) => memberIds.includes(one.memberId)).map((one) => one.userId));
}

function toParticipant(world: MockWorld, organization: MockOrganization, one: MockParticipant): Participant {
  const { participantId, memberId, teamId, role } = one;
  const team = organization.teams.find((each) => each.teamId === teamId);
  const base = { participantId, wspRole: role, memberId, teamId, teamName: team?.name ?? null, teamAvatarUrl: null, userAvatarUrl: null };
  const member = organization.members.find((each) => each.memberId === memberId);
  if (member === undefined) {
    return { ...base, type: "TEAM", userId: null, userName: null, email: null, firstName: null, lastName: null, orgRole: null };
  }
  const { userId, userName, email, firstName, lastName } = personOf(world, member.userId);
  const type = member.role === "collaborator" ? "COLLABORATOR" : "MEMBER";
  return { ...base, type, userId, userName, email, firstName, lastName, orgRole: member.role };
}
