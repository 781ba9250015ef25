import type { Database, Query } from "@postern/database";
import { AppError, toUserId } from "@postern/domain";
import type { Clock, OrganizationId, UserId } from "@postern/domain";
import type { Caller } from "../../http/caller.ts";
import type { PageOf } from "../../read-page.ts";
import type { AccessService } from "../access/service.ts";
import type { AuditService } from "../audit/service.ts";
import * as store from "./store.ts";
import type { AdministeredOrganization, AdministeredWorkspace, Person, Search } from "./store.ts";

export type { AdministeredOrganization, AdministeredWorkspace } from "./store.ts";

export interface AdministrationParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly access: Pick<AccessService, "holdHome" | "holdOrganization" | "changed">;
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
    const { database, access } = this.#parts;
    await database.transaction(async ({ query }) => {
      const organization = await access.holdOrganization(query, organizationId);
      const [owner] = await store.listOwners(query, [organization]);
      if (owner !== undefined) {
        throw new AppError("organization.has_owner", `${organization.name} has an owner who can sign in: ${owner.userName}.`);
      }
      const person = await this.#holdPerson(query, name);
      await this.#makeOwner(query, { person, organizationId, actor: caller.userId });
    });
    await access.changed({ organizationId });
  }

  // Who is removed at this moment must not own anything afterwards.
  async #holdPerson(query: Query, name: string): Promise<Person> {
    const found = await store.findPerson(query, name.trim().toLowerCase());
    if (found === undefined) throw new AppError("user.not_found", `User ${name.trim()} not found.`, { fields: ["user"] });
    await this.#parts.access.holdHome(query, { kind: "personal", userId: toUserId(found.id) });
    return found;
  }

  async #makeOwner(
    query: Query,
    { person, organizationId, actor }: { readonly person: Person; readonly organizationId: OrganizationId; readonly actor: UserId },
  ): Promise<void> {
    const known = await store.findMember(query, organizationId, person.id);
    if (known !== undefined) await store.makeOwner(query, known.id);
    const { audit, clock } = this.#parts;
    const id = known?.id ?? (await store.insertOwner(query, { organizationId, userId: person.id, at: clock.now() }));
    await audit.record(query, {
      ...{ actor, organizationId, action: known === undefined ? "member.create" : "member.change_role" },
      ...{ targetKind: "member", targetId: String(id), targetName: person.userName },
      ...(known === undefined ? {} : { before: { role: known.role } }),
      after: { role: "owner" },
      detail: { userId: person.id, byAdministrator: true },
    });
  }
}
