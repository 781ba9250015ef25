import type { Database } from "@postern/database";
import type { Clock, Limits } from "@postern/domain";
import type { AccessService } from "./features/access/service.ts";
import type { AuditService } from "./features/audit/service.ts";
import { wipeManagedKeys } from "./features/managed-identities/wipe-keys.ts";
import { MemberService } from "./features/members/service.ts";
import { ParticipantService } from "./features/participants/service.ts";
import { RoleService } from "./features/roles/service.ts";
import { UserRightsService } from "./features/roles/user-rights.ts";
import { TeamService } from "./features/teams/service.ts";
import type { UseLimitService } from "./features/use-limits/service.ts";
import type { UserService } from "./features/users/service.ts";

export interface PeopleParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly access: AccessService;
  readonly users: UserService;
  readonly useLimits: UseLimitService;
  readonly limits: Limits;
}

/** Makes the parts that know who belongs where, and what they may do there. */
export function composePeople({ users, ...parts }: PeopleParts) {
  const members = new MemberService({ ...parts, users, wipeManagedKeys });
  const teams = new TeamService({ ...parts, members });
  const roles = new RoleService(parts);
  const participants = new ParticipantService({ ...parts, members, teams, roles });
  const userRights = new UserRightsService({ ...parts, members });
  return { members, teams, roles, participants, userRights };
}
