import { permissionsOf } from "@postern/domain";
import type { MockManagedIdentity, MockMember, MockOrganization, MockPerson, MockWorkspace, MockWorld } from "./world.ts";

const day = 24 * 3_600_000;

const jane: MockPerson = { userId: 1, userName: "jane", email: "jane.smith@example.org", firstName: "Jane", lastName: "Smith" };
const amir: MockPerson = { userId: 2, userName: "amir", email: "amir.khan@example.org", firstName: "Amir", lastName: "Khan" };
const outsider: MockPerson = { userId: 3, userName: "li", email: "li.wei@elsewhere.example", firstName: "Li", lastName: "Wei" };
const newcomer: MockPerson = { userId: 4, userName: "rosa", email: "rosa@example.org", firstName: "Rosa", lastName: "Diaz" };

const firstNames = ["Ada", "Bo", "Chidi", "Dana", "Emil", "Fatima", "Goran", "Hana", "Ivo", "Jun", "Kofi", "Lena", "Mo", "Nia", "Olu"];
const lastNames = ["Lovelace", "Bakker", "Anagonye", "Novak", "Berg", "Haddad", "Ilic", "Sato"];

/** People who fill more than a page. */
const others: readonly MockPerson[] = firstNames.flatMap((firstName, row) =>
  [0, 1].map((column): MockPerson => {
    const lastName = lastNames[(row + column * 3) % lastNames.length] ?? "";
    const userName = `${firstName}-${lastName}`.toLowerCase();
    return { userId: 10 + row * 2 + column, userName, email: `${userName.replace("-", ".")}@example.org`, firstName, lastName };
  }),
);

export function seedWorld(scenario: string, now: () => number): MockWorld {
  const world: MockWorld = {
    now,
    people: [jane, amir, outsider, newcomer, ...others],
    organizations: [],
    hasPersonalWorkspaces: true,
    isFoundingOpen: true,
    counter: 5000,
  };
  if (scenario === "first-run") return world;
  world.organizations = scenario === "empty" ? emptyOrganizations(now()) : [alphaLab(now()), uniCluster(now())];
  return world;
}

const at = (nowMs: number, daysAgo: number): string => new Date(nowMs - daysAgo * day).toISOString();

function organization(nowMs: number, given: Partial<MockOrganization>): MockOrganization {
  return {
    orgId: 0,
    name: "",
    fullName: "",
    description: null,
    location: null,
    website: null,
    members: [],
    teams: [],
    roles: [],
    workspaces: [],
    managedIdentities: [],
    lastUpdated: at(nowMs, 3),
    ...given,
  };
}

function workspace(nowMs: number, given: Partial<MockWorkspace>): MockWorkspace {
  return {
    id: 0,
    name: "",
    fullName: "",
    description: null,
    visibility: "PRIVATE",
    whoMayEndRuns: "maintainers",
    confirmHostKeys: false,
    participants: [],
    dateCreated: at(nowMs, 80),
    lastUpdated: at(nowMs, 3),
    ...given,
  };
}

const member = (memberId: number, userId: number, role: MockMember["role"] = "member"): MockMember => ({ memberId, userId, role });

function alphaLab(nowMs: number): MockOrganization {
  const many = others.map((person) => member(200 + person.userId, person.userId));
  return organization(nowMs, {
    orgId: 100,
    name: "alpha-lab",
    fullName: "Alpha Lab for Genomics",
    description: "Sequencing and analysis for the institutes of the campus.",
    location: "Canberra",
    website: "https://alpha.example.org",
    members: [member(201, 1, "owner"), member(202, 2), member(203, 3, "collaborator"), ...many],
    teams: [
      {
        teamId: 301,
        name: "core-facility",
        description: "Runs the sequencers",
        memberIds: [202, 210, 211, 212],
        lastUpdated: at(nowMs, 9),
      },
      {
        teamId: 302,
        name: "students",
        description: null,
        memberIds: many.slice(4, 16).map((one) => one.memberId),
        lastUpdated: at(nowMs, 9),
      },
    ],
    roles: [
      {
        name: "curator",
        description: "Keeps pipelines and datasets in order, launches nothing",
        permissions: [...permissionsOf("view"), "pipeline:write", "pipeline:delete", "dataset:write", "dataset:delete", "label:write"],
        lastUpdated: at(nowMs, 2),
      },
    ],
    managedIdentities: [
      hive(nowMs),
      { ...hive(nowMs), id: "identity-comb", name: "comb", hostName: "10.0.4.7", port: 2222, jumpHosts: [], keys: {} },
    ],
    workspaces: [
      genomics(nowMs),
      proteomics(nowMs),
      workspace(nowMs, { id: 403, name: "teaching", fullName: "Teaching", visibility: "SHARED" }),
    ],
  });
}

const hive = (nowMs: number): MockManagedIdentity => ({
  ...{ id: "identity-hive", name: "hive", platform: "slurm-platform", hostName: "login.hive.example.org", port: 22 },
  jumpHosts: [{ hostName: "gate.hive.example.org", port: 22 }],
  ...{ dateCreated: at(nowMs, 30), lastUpdated: at(nowMs, 30) },
  keys: {
    1: {
      ...{
        userName: "js4021",
        publicKey: `ssh-ed25519 ${"AAAAC3NzaC1lZDI1NTE5AAAAIJk1".repeat(2)}`,
        fingerprint: `SHA256:${"Wn0e".repeat(10)}`,
      },
      ...{ certificateInfo: null, dateCreated: at(nowMs, 20), lastUpdated: at(nowMs, 20), lastUsed: at(nowMs, 1) },
    },
  },
});

const genomics = (nowMs: number): MockWorkspace =>
  workspace(nowMs, {
    id: 401,
    name: "genomics",
    fullName: "Genomics",
    description: "Whole genomes of the cohort studies.",
    participants: [
      { participantId: 501, memberId: 202, teamId: null, role: "launch" },
      { participantId: 502, memberId: null, teamId: 301, role: "connect" },
      { participantId: 503, memberId: 203, teamId: null, role: "view" },
      { participantId: 504, memberId: 210, teamId: null, role: "curator" },
    ],
  });

const proteomics = (nowMs: number): MockWorkspace =>
  workspace(nowMs, {
    id: 402,
    name: "proteomics",
    fullName: "Proteomics, with the mass spectrometry platform",
    visibility: "SHARED",
    whoMayEndRuns: "launchers",
    confirmHostKeys: false,
    participants: [{ participantId: 505, memberId: null, teamId: 302, role: "launch" }],
  });

/** Where the reader is a guest among others. */
const uniCluster = (nowMs: number): MockOrganization =>
  organization(nowMs, {
    orgId: 101,
    name: "uni-cluster",
    fullName: "University Cluster",
    members: [member(221, 1), member(222, 2, "owner")],
    workspaces: [
      workspace(nowMs, {
        id: 411,
        name: "pilot",
        fullName: "Pilot projects",
        participants: [{ participantId: 511, memberId: 221, teamId: null, role: "launch" }],
      }),
      workspace(nowMs, {
        id: 412,
        name: "atlas",
        fullName: "Cell atlas",
        participants: [{ participantId: 512, memberId: 221, teamId: null, role: "view" }],
      }),
    ],
  });

const emptyOrganizations = (nowMs: number): MockOrganization[] => [
  organization(nowMs, {
    orgId: 100,
    name: "alpha-lab",
    fullName: "Alpha Lab",
    members: [member(201, 1, "owner")],
    workspaces: [workspace(nowMs, { id: 401, name: "genomics", fullName: "Genomics" })],
  }),
  organization(nowMs, { orgId: 102, name: "beta-unit", fullName: "Beta Unit", members: [member(231, 1, "owner")] }),
];
