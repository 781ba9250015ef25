import type { Database, Query } from "@postern/database";
import { AppError, toUserId } from "@postern/domain";
import type { OrganizationId, UserId } from "@postern/domain";
import type { Caller } from "../../http/caller.ts";
import type { PageOf } from "../../read-page.ts";
import type { AccessService } from "../access/service.ts";
import type { AuditService } from "../audit/service.ts";
import type { MemberService } from "../members/service.ts";
import * as store from "./store.ts";
import type { AdministeredOrganization, AdministeredWorkspace, Search } from "./store.ts";

export type { AdministeredOrganization, AdministeredWorkspace } from "./store.ts";

export interface AdministrationParts {
  readonly database: Database;
  readonly audit: AuditService;
  readonly access: Pick<AccessService, "holdHome" | "holdOrganization" | "changed">;
  readonly members: Pick<MemberService, "makeOwner">;
}

/** What those who run the server see of organizations. They look after them from outside, and enter no workspace. */
export class AdministrationService {
  readonly #parts: AdministrationParts;

  constructor(parts: AdministrationParts) {
    this.#parts = parts;
  }

  listOrganizations(search: Search): Promise<PageOf<AdministeredOrganization>> {
    return store.listOrganizations(this.#parts.database.query, search);
  }

  listWorkspaces(search: Search): Promise<PageOf<AdministeredWorkspace>> {
    return store.listWorkspaces(this.#parts.database.query, search);
  }

  /**
   * The way out for an organization whose owners have all gone. While one of them can sign in it is not for administrators: else
   * whoever runs the server could walk into every workspace.
   *
   * @throws organization.not_found · organization.has_owner · user.not_found also for an account that cannot sign in
   */
  async appointOwner(caller: Caller, organizationId: OrganizationId, name: string): Promise<void> {
    const { database, access, audit, members } = this.#parts;
    await database.transaction(async ({ query }) => {
      const organization = await access.holdOrganization(query, organizationId);
      await refuseOwned(query, organization);
      const userId = await this.#holdPerson(query, name);
      const { entries } = await members.makeOwner(query, organizationId, userId);
      for (const entry of entries) await audit.record(query, { actor: caller.userId, organizationId, ...entry });
    });
    await access.changed({ organizationId });
  }

  // Who is removed at this moment must not own anything afterwards.
  async #holdPerson(query: Query, name: string): Promise<UserId> {
    const id = await store.findUserId(query, name.trim().toLowerCase());
    if (id === undefined) throw new AppError("user.not_found", `User ${name.trim()} not found.`, { fields: ["user"] });
    const userId = toUserId(id);
    await this.#parts.access.holdHome(query, { kind: "personal", userId });
    return userId;
  }
}

async function refuseOwned(query: Query, organization: { readonly id: number; readonly name: string }): Promise<void> {
  const [owner] = await store.listOwners(query, [organization]);
  if (owner === undefined) return;
  throw new AppError("organization.has_owner", `${organization.name} has an owner who can sign in: ${owner.userName}.`);
}
