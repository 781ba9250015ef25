import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Whereabouts } from "../hooks/use-scope.ts";
import { paths } from "../paths.ts";
import { findWorkspace } from "./find-place.ts";
import type { Place, PlaceNames } from "./find-place.ts";
import { samePageIn } from "./last-place.ts";
import type { Places } from "./places.ts";

/**
 * Watches what becomes of the open place: follows it to its new name, and knows when it went away.
 *
 * @returns whether the address led somewhere a moment ago.
 */
export function useMovedPlace({ names, place, places }: Whereabouts & { readonly names: PlaceNames }): boolean {
  const router = useRouter();
  const address = JSON.stringify(names);
  const [seen, setSeen] = useState<{ readonly address: string; readonly place: Place }>();
  const isKnown = place.kind !== "unknown" && place.kind !== "elsewhere";
  if (isKnown && (seen?.address !== address || seen.place !== place)) setSeen({ address, place });
  const wasHere = !isKnown && seen?.address === address;
  const moved = wasHere ? newPathOf(seen.place, places, router.state.location.pathname) : undefined;
  useEffect(() => {
    if (moved !== undefined) void router.navigate({ to: moved, replace: true });
  }, [moved, router]);
  return wasHere;
}

function newPathOf(place: Place, places: Places, pathname: string): string | undefined {
  if (place.kind === "workspace") {
    const scope = findWorkspace(places, place.workspace.workspaceId);
    return scope === undefined ? undefined : samePageIn(scope, pathname);
  }
  if (place.kind !== "organization") return undefined;
  const organization = places.organizations.find((one) => one.orgId === place.organization.orgId);
  return organization === undefined ? undefined : paths.organization(organization.name, sectionOf(pathname));
}

const sectionOf = (pathname: string): string => pathname.split("/")[3] ?? "";
