import type { UseLimit } from "@postern/contracts";
import { toIso } from "../../http/iso-time.ts";
import type { DescribedLimit } from "./service.ts";

export function toUseLimit({ isLimited, people, teams, updatedAt }: DescribedLimit): UseLimit {
  return {
    isLimited,
    users: people.map((person) => ({
      ...{ userId: person.id, userName: person.user_name, email: person.email },
      ...{ firstName: person.first_name, lastName: person.last_name },
    })),
    teams: teams.map(({ id, name }) => ({ teamId: id, name })),
    lastUpdated: toIso(updatedAt),
  };
}
