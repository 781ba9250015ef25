import type { ManagedIdentity, ManagedKey, RunEnders, Visibility } from "@postern/contracts";
import { AppError } from "@postern/domain";
import type { OrganizationRole } from "@postern/domain";

/** Who has an account, and what they share. One for all places of the mock. */
export interface MockWorld {
  readonly now: () => number;
  people: MockPerson[];
  organizations: MockOrganization[];
  hasPersonalWorkspaces: boolean;
  /** Whether people who do not run the server may make organizations. */
  isFoundingOpen: boolean;
  /** For ids. */
  counter: number;
}

export interface MockPerson {
  readonly userId: number;
  readonly userName: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

export interface MockMember {
  readonly memberId: number;
  readonly userId: number;
  role: OrganizationRole;
}

export interface MockTeam {
  readonly teamId: number;
  name: string;
  description: string | null;
  memberIds: number[];
  lastUpdated: string;
}

export interface MockRole {
  name: string;
  description: string;
  permissions: readonly string[];
  lastUpdated: string;
}

/** A person by `memberId`, or a team. */
export interface MockParticipant {
  readonly participantId: number;
  readonly memberId: number | null;
  readonly teamId: number | null;
  role: string;
}

export interface MockWorkspace {
  readonly id: number;
  name: string;
  fullName: string;
  description: string | null;
  visibility: Visibility;
  whoMayEndRuns: RunEnders;
  confirmHostKeys: boolean;
  participants: MockParticipant[];
  readonly dateCreated: string;
  lastUpdated: string;
}

export type MockManagedIdentity = Omit<ManagedIdentity, "keysCount" | "ownKey" | "name" | "lastUpdated"> & {
  name: string;
  lastUpdated: string;
  /** By the account of the person. */
  keys: Readonly<Record<number, ManagedKey>>;
};

export interface MockOrganization {
  readonly orgId: number;
  name: string;
  fullName: string;
  description: string | null;
  location: string | null;
  website: string | null;
  members: MockMember[];
  teams: MockTeam[];
  roles: MockRole[];
  workspaces: MockWorkspace[];
  managedIdentities: MockManagedIdentity[];
  lastUpdated: string;
}

export function findManagedIdentity(world: MockWorld, id: string | null): MockManagedIdentity | undefined {
  return world.organizations.flatMap((one) => one.managedIdentities).find((one) => one.id === id);
}

export function nextNumber(world: MockWorld): number {
  world.counter += 1;
  return world.counter;
}

export const isoNow = (world: MockWorld): string => new Date(world.now()).toISOString();

export function getOrganization(world: MockWorld, orgId: string | undefined): MockOrganization {
  const found = world.organizations.find((one) => String(one.orgId) === orgId);
  if (found === undefined) throw new AppError("organization.not_found", `Organization ${orgId ?? ""} not found.`);
  return found;
}

export function getWorkspace(organization: MockOrganization, workspaceId: string | undefined): MockWorkspace {
  const found = organization.workspaces.find((one) => String(one.id) === workspaceId);
  if (found === undefined) throw new AppError("workspace.not_found", `Workspace ${workspaceId ?? ""} not found.`);
  return found;
}

/** The workspace with an id, and its organization. */
export function findWorkspaceById(world: MockWorld, workspaceId: number | string | undefined) {
  for (const organization of world.organizations) {
    const workspace = organization.workspaces.find((one) => String(one.id) === String(workspaceId));
    if (workspace !== undefined) return { organization, workspace };
  }
  return undefined;
}

export function getWorkspaceById(world: MockWorld, workspaceId: string | undefined) {
  const found = findWorkspaceById(world, workspaceId);
  if (found === undefined) throw new AppError("workspace.not_found", `Workspace ${workspaceId ?? ""} not found.`);
  return found;
}

export function personOf(world: MockWorld, userId: number): MockPerson {
  const found = world.people.find((one) => one.userId === userId);
  if (found === undefined) throw new AppError("user.not_found", "The user was not found.");
  return found;
}

/** By user name or e-mail address. */
export function findPerson(world: MockWorld, text: string): MockPerson | undefined {
  const wanted = text.trim().toLowerCase();
  return world.people.find((one) => one.email.toLowerCase() === wanted || one.userName === wanted);
}
