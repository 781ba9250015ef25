import type { Query } from "@postern/database";
import * as store from "./store.ts";

/** Who may use a credential or an environment that is limited to named people and teams. */
export class UseLimitService {
  /** Inside the transaction that takes somebody out of an organization. May be repeated. */
  async forgetPerson(query: Query, person: { readonly organizationId: number; readonly userId: number }): Promise<void> {
    await store.removePersonGrants(query, person.organizationId, person.userId);
  }

  /** Inside the transaction that deletes a team. May be repeated. */
  async forgetTeam(query: Query, teamId: number): Promise<void> {
    await store.removeTeamGrants(query, teamId);
  }
}
