import type {
  CreateManagedIdentityRequest,
  ManagedIdentity,
  ManagedKey,
  ManagedMember,
  PutManagedKeyRequest,
  UpdateManagedIdentityRequest,
} from "@postern/contracts";
import { AppError } from "@postern/domain";
import { failBySentinel, noContent, ok, refusal } from "../http.ts";
import type { MockAnswer, MockRequest, Route } from "../http.ts";
import type { MockTeller } from "../organizations/teller.ts";
import { getOrganization, isoNow, nextNumber } from "../organizations/world.ts";
import type { MockManagedIdentity, MockOrganization, MockWorld } from "../organizations/world.ts";
import { outdated } from "./organizations.ts";

/** Who looks at the mock. */
const self = 1;
const base = "/api/postern/v1/orgs/:orgId/managed-identities";

export const managedIdentityRoutes = (world: MockWorld, teller: MockTeller): readonly Route[] => [
  {
    method: "GET",
    path: base,
    answer: ({ params }) => ok({ managedIdentities: getOrganization(world, params["orgId"]).managedIdentities.map(toIdentity) }),
  },
  {
    method: "POST",
    path: base,
    answer: ({ params, body }) => {
      const organization = getOrganization(world, params["orgId"]);
      const { name, platform, hostName, port, jumpHosts } = body as CreateManagedIdentityRequest;
      failBySentinel(name);
      if (organization.managedIdentities.some((one) => one.name === name)) {
        return refusal(409, `A managed identity named ${name} already exists.`, { code: "identity.name_taken", fields: ["name"] });
      }
      const times = { dateCreated: isoNow(world), lastUpdated: isoNow(world) };
      const made = {
        id: `identity-${String(nextNumber(world))}`,
        name,
        platform,
        hostName,
        port: port ?? 22,
        jumpHosts: readHosts(jumpHosts, hostName),
        keys: {},
        ...times,
      };
      organization.managedIdentities = [...organization.managedIdentities, made];
      teller.organizationChanged(organization);
      return ok({ managedIdentity: toIdentity(made) });
    },
  },
  inIdentity(world, "GET", "", ({ identity }) => ok({ managedIdentity: toIdentity(identity) })),
  inIdentity(world, "PUT", "", ({ organization, identity }, { body }) => {
    const { lastUpdated, jumpHosts, ...wanted } = body as UpdateManagedIdentityRequest;
    if (lastUpdated !== undefined && lastUpdated !== identity.lastUpdated) return outdated(identity.name);
    if (jumpHosts !== undefined && jumpHosts !== null) identity.jumpHosts = readHosts(jumpHosts, wanted.hostName ?? identity.hostName);
    Object.assign(identity, wanted, { lastUpdated: isoNow(world) });
    teller.organizationChanged(organization);
    return noContent;
  }),
  inIdentity(world, "DELETE", "", ({ organization, identity }) => {
    organization.managedIdentities = organization.managedIdentities.filter((one) => one !== identity);
    teller.organizationChanged(organization);
    return noContent;
  }),
  inIdentity(world, "GET", "/members", ({ organization, identity }) =>
    ok({ members: organization.members.map(({ memberId, userId, role }) => toMember(world, { memberId, userId, role, identity })) }),
  ),
  ...keyRoutes(world, teller, "/own-key", () => self),
  ...keyRoutes(world, teller, "/members/:memberId/key", ({ organization }, { params }) => {
    return organization.members.find((one) => String(one.memberId) === params["memberId"])?.userId ?? self;
  }),
];

/** As the server answers them; it refuses the host of the cluster itself by its line. */
function readHosts(wanted: CreateManagedIdentityRequest["jumpHosts"], login: string): ManagedIdentity["jumpHosts"] {
  const place = (wanted ?? []).findIndex(({ hostName }) => hostName === login);
  if (place < 0) return (wanted ?? []).map(({ hostName, port }) => ({ hostName, port: port ?? 22 }));
  throw new AppError("request.invalid", `${login} is the host of the cluster itself.`, { fields: [`jumpHosts.${String(place)}.hostName`] });
}

interface In {
  readonly organization: MockOrganization;
  readonly identity: MockManagedIdentity;
}

function keyRoutes(world: MockWorld, teller: MockTeller, tail: string, whose: (at: In, request: MockRequest) => number): readonly Route[] {
  return [
    inIdentity(world, "PUT", tail, (at, request) => {
      const { userName, privateKey } = request.body as PutManagedKeyRequest;
      if (!privateKey.includes("PRIVATE KEY")) {
        return refusal(400, "This is no private key. Paste the whole file.", {
          code: "credential.ssh_key_refused",
          fields: ["privateKey"],
        });
      }
      const times = { dateCreated: isoNow(world), lastUpdated: isoNow(world), lastUsed: null };
      const shown = {
        publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample",
        fingerprint: "SHA256:Wn0exampleexampleexample",
        certificateInfo: null,
      };
      const key: ManagedKey = { userName, ...shown, ...times };
      at.identity.keys = { ...at.identity.keys, [whose(at, request)]: key };
      teller.organizationChanged(at.organization);
      return ok({ key });
    }),
    inIdentity(world, "DELETE", tail, (at, request) => {
      const { [whose(at, request)]: _gone, ...kept } = at.identity.keys;
      at.identity.keys = kept;
      teller.organizationChanged(at.organization);
      return noContent;
    }),
  ];
}

function inIdentity(world: MockWorld, method: Route["method"], tail: string, answer: (at: In, request: MockRequest) => MockAnswer): Route {
  return {
    method,
    path: `${base}/:managedIdentityId${tail}`,
    answer: (request) => {
      const organization = getOrganization(world, request.params["orgId"]);
      const identity = organization.managedIdentities.find((one) => one.id === request.params["managedIdentityId"]);
      if (identity === undefined) return refusal(404, "Managed identity not found.", { code: "identity.not_found" });
      return answer({ organization, identity }, request);
    },
  };
}

function toIdentity({ keys, ...identity }: MockManagedIdentity): ManagedIdentity {
  return { ...identity, keysCount: Object.keys(keys).length, ownKey: keys[self] ?? null };
}

function toMember(
  world: MockWorld,
  { identity, ...member }: MockOrganization["members"][number] & { readonly identity: MockManagedIdentity },
): ManagedMember {
  const person = world.people.find((one) => one.userId === member.userId);
  const key = identity.keys[member.userId] ?? null;
  const names = { userName: person?.userName ?? "", firstName: person?.firstName ?? null, lastName: person?.lastName ?? null };
  return { ...member, ...names, status: key === null ? "missing" : "added", key };
}
