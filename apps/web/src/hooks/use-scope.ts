import type { SessionResponse } from "@postern/contracts";
import { createContext, use } from "react";
import { userScope } from "../paths.ts";
import type { Scope } from "../paths.ts";
import type { Place } from "../places/find-place.ts";
import type { OrganizationEntry, Places } from "../places/places.ts";

const nobody: SessionResponse = {
  user: {
    id: 0,
    userName: "",
    name: "",
    email: "",
    firstName: null,
    lastName: null,
    organization: null,
    description: null,
    avatar: null,
    avatarId: null,
    notification: false,
    dateCreated: "",
    lastUpdated: null,
    lastAccess: null,
    deleted: false,
  },
  isAdministrator: false,
  mayCreateOrganizations: false,
  mayUseServerMachine: false,
  publicUrl: "",
  serverVersion: "",
};

/** Who is signed in. Given by the frame, inside which alone pages ask for it. */
export const SessionContext = createContext<SessionResponse>(nobody);

export const useSession = (): SessionResponse => use(SessionContext);

/** Where the open page is, and where one may go. */
export interface Whereabouts {
  readonly place: Place;
  readonly places: Places;
  /** The workspace of the page; on a page outside, the one that one comes from. Nothing for somebody who is in none. */
  readonly scope: Scope | undefined;
}

const nowhere: Whereabouts = {
  place: { kind: "elsewhere" },
  places: { userName: "", hasPersonal: false, organizations: [] },
  scope: undefined,
};

export const PlaceContext = createContext<Whereabouts>(nowhere);

export const useWhereabouts = (): Whereabouts => use(PlaceContext);

/** The workspace of a page that is in one. */
export const useScope = (): Scope => useWhereabouts().scope ?? userScope("");

/** The organization of a page that is in one. */
export function useOrganization(): OrganizationEntry {
  const { place } = useWhereabouts();
  if (place.kind === "organization" || place.kind === "workspace") return place.organization;
  return { orgId: 0, name: "", role: undefined, workspaces: [] };
}
