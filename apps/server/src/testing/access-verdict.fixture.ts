import { builtInRoles, isOrganizationPermission, isPermission, leastRole } from "@postern/domain";
import type { BuiltInRole, OrganizationPermission, Permission } from "@postern/domain";
import type { AccessRule } from "../http/access.ts";

/** `unseen`: the place is answered as one that does not exist. */
export type Verdict = "through" | 401 | 403 | "unseen";

/** Somebody who asks, as the rules see them. What is not said, they do not have. */
export interface Asker {
  readonly name: string;
  /** How they show who they are. `stale`: by something that no longer counts. */
  readonly by: "nothing" | "session" | "foreign page" | "token" | "run token" | "metrics token" | "stale";
  readonly inOrganization?: "owner" | "member" | "collaborator";
  /** The best built-in role in the workspace. */
  readonly role?: BuiltInRole;
  /** Permissions beside those of the role. */
  readonly extra?: readonly Permission[];
  readonly isAdministrator?: boolean;
  readonly token?: "full" | "launch" | "read" | "agent" | "bound here" | "bound elsewhere";
}

export interface Question {
  readonly rule: AccessRule;
  readonly method: string;
  readonly asker: Asker;
  /** Whether the call names the workspace or the organization; else it means the asker's own things. */
  readonly isNamed: boolean;
}

/**
 * What the access rules promise, worked out from the asker alone: on purpose it shares no step with the guard
 * (`http/authorization.ts`), and reads the same table of least roles.
 */
export function verdictOn(question: Question): Verdict {
  const { rule, asker } = question;
  if (rule === "public" || rule === "metrics") return withoutAccount(rule, asker);
  const refusal = whoeverItIs(question);
  if (refusal !== undefined) return refusal;
  if (asker.by === "run token") return rule === "telemetry" ? "through" : 403;
  if (isPermission(rule)) return question.isNamed ? inWorkspace(rule, asker) : atHome(rule, asker);
  if (isOrganizationPermission(rule)) return inOrganization(rule, asker);
  return isOfKind(rule, asker) ? "through" : 403;
}

function withoutAccount(rule: "public" | "metrics", { by }: Asker): Verdict {
  return rule === "public" || by === "metrics token" ? "through" : 401;
}

/** What does not hang on the rule. */
function whoeverItIs({ asker, method }: Question): Verdict | undefined {
  if (asker.by === "nothing" || asker.by === "stale" || asker.by === "metrics token") return 401;
  const isReading = method === "GET" || method === "HEAD";
  return asker.by === "foreign page" && !isReading ? 403 : undefined;
}

type OtherRule = Exclude<AccessRule, "public" | "metrics" | Permission | OrganizationPermission>;

const kinds: Readonly<Record<OtherRule, (asker: Asker) => boolean>> = {
  identity: () => true,
  session: ({ by }) => by !== "token",
  user: ({ token }) => token !== "agent",
  "user:write": isUnlimited,
  administrator: (asker) => isUnlimited(asker) && asker.isAdministrator === true,
  telemetry: ({ by, token }) => by === "token" && token !== "read" && token !== "agent",
};

function isOfKind(rule: OtherRule, asker: Asker): boolean {
  return kinds[rule](asker);
}

function isUnlimited({ by, token }: Asker): boolean {
  return by !== "token" || token === "full";
}

function atHome(permission: Permission, asker: Asker): Verdict {
  const isBound = asker.token === "bound here" || asker.token === "bound elsewhere";
  return !isBound && isCarried(permission, asker) ? "through" : 403;
}

function inWorkspace(permission: Permission, asker: Asker): Verdict {
  if (!takesPart(asker) || asker.token === "bound elsewhere") return "unseen";
  const isHeld = asker.inOrganization === "owner" || holds(asker, permission);
  return isHeld && isCarried(permission, asker) ? "through" : 403;
}

function takesPart({ inOrganization: standing, role, extra = [] }: Asker): boolean {
  return standing === "owner" || role !== undefined || extra.length > 0;
}

function holds({ role, extra = [] }: Asker, permission: Permission): boolean {
  const rank = (name: BuiltInRole): number => builtInRoles.indexOf(name);
  return extra.includes(permission) || (role !== undefined && rank(role) <= rank(leastRole[permission]));
}

function isCarried(permission: Permission, { token }: Asker): boolean {
  switch (token) {
    case "agent":
      return false;
    case "read":
      return permission.endsWith(":read") && permission !== "credentials_encrypted:read";
    case "launch":
      return permission === "workflow_quick:execute" || holds({ name: "", by: "token", role: "launch" }, permission);
    default:
      return true;
  }
}

const organizationRights: Readonly<Record<OrganizationPermission, readonly string[]>> = {
  "organization:read": ["owner", "member", "collaborator", "administrator"],
  "organization_people:read": ["owner", "member", "administrator"],
  "organization:write": ["owner"],
  "organization_self:write": ["owner", "member", "collaborator"],
  "organization_self:delete": ["owner", "member", "collaborator"],
};

function inOrganization(permission: OrganizationPermission, asker: Asker): Verdict {
  if (!reachesOrganization(asker.token, permission)) return 403;
  const standing = asker.inOrganization ?? (asker.isAdministrator === true ? "administrator" : undefined);
  if (standing === undefined) return "unseen";
  return organizationRights[permission].includes(standing) ? "through" : 403;
}

function reachesOrganization(token: Asker["token"], permission: OrganizationPermission): boolean {
  if (token === undefined || token === "full") return true;
  return (token === "read" || token === "launch") && permission.endsWith(":read");
}
