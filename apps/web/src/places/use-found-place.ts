import type { SessionResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useMatches } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { queries } from "../api/queries.ts";
import type { Whereabouts } from "../hooks/use-scope.ts";
import { findPlace } from "./find-place.ts";
import type { PlaceNames } from "./find-place.ts";
import { browserMemory, firstScope, memoryWordOf } from "./last-place.ts";
import { organizationsOf } from "./places.ts";
import type { Places } from "./places.ts";

export interface FoundPlace extends Whereabouts {
  readonly names: PlaceNames;
  /** Why nobody knows which places there are. */
  readonly error: Error | null;
  readonly retry: () => void;
}

/** Finds the place that the address names, and remembers it for the next visit. */
export function useFoundPlace({ user }: SessionResponse): FoundPlace {
  const names = useMatches({ select: namesOf });
  const info = useQuery(queries.serviceInfo());
  const list = useQuery(queries.places(user.id));
  const hasPersonal = info.data?.serviceInfo.userWorkspaceEnabled !== false;
  const places: Places = useMemo(
    () => ({ userName: user.userName, hasPersonal, organizations: list.data === undefined ? [] : organizationsOf(list.data) }),
    [user.userName, hasPersonal, list.data],
  );
  const place = useMemo(() => findPlace(names, places), [names, places]);
  const own = place.kind === "personal" || place.kind === "workspace" ? place.scope : undefined;
  const memory = useMemo(() => browserMemory(user.id), [user.id]);
  const word = own === undefined ? undefined : memoryWordOf(own);
  useEffect(() => {
    if (word !== undefined) memory.write(word);
  }, [memory, word]);
  const scope = useMemo(() => own ?? firstScope(places, memory.read(), null), [own, places, memory]);
  const error = list.data === undefined && names.orgName !== undefined ? list.error : null;
  return { names, place, places, scope, error, retry: () => void list.refetch() };
}

/** The names in the address. The innermost match knows them all. */
function namesOf(matches: readonly { readonly params: object }[]): PlaceNames {
  const { userName, orgName, workspaceName }: PlaceNames = matches.at(-1)?.params ?? {};
  return { userName, orgName, workspaceName };
}
