import { IconHistory, IconBuilding, IconShieldCheck, IconTicket, IconUser, IconUsersGroup } from "@tabler/icons-react";
import { paths } from "../paths.ts";
import type { Destination } from "./destinations.ts";

/** What belongs to a person wherever they are. */
export const accountDestinations: readonly Destination[] = [
  { name: "Your tokens", shortName: "Tokens", path: paths.tokens(), icon: IconTicket },
  { name: "Your profile", shortName: "Profile", path: paths.profile(), icon: IconUser },
];

/** For those who run the server. */
export const administrationDestinations: readonly Destination[] = [
  { name: "All users", shortName: "Users", path: paths.accounts(), icon: IconShieldCheck },
  { name: "All organizations", shortName: "Organizations", path: paths.allOrganizations(), icon: IconBuilding },
  { name: "All workspaces", shortName: "Workspaces", path: paths.allWorkspaces(), icon: IconUsersGroup },
  { name: "Audit of the server", shortName: "Audit", path: paths.audit(), icon: IconHistory },
];
