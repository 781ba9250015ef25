import type { PlaceFinder } from "../http/place.ts";

/** A server on which nobody has founded an organization. */
export const noOrganizations: PlaceFinder = {
  findWorkspace: () => Promise.resolve(undefined),
  findOrganization: () => Promise.resolve(undefined),
};
