import type { SessionResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouteContext } from "@tanstack/react-router";
import { Fragment, useState } from "react";
import type { ReactNode } from "react";
import { queries } from "../api/queries.ts";
import { useFrameKeys } from "../hooks/use-frame-keys.ts";
import { PlaceContext, SessionContext } from "../hooks/use-scope.ts";
import { LiveProvider } from "../live/LiveProvider.tsx";
import { memoryWordOf } from "../places/last-place.ts";
import { useFoundPlace } from "../places/use-found-place.ts";
import type { FoundPlace } from "../places/use-found-place.ts";
import { useMovedPlace } from "../places/use-moved-place.ts";
import { ErrorNote } from "../ui/ErrorNote.tsx";
import { GoToDialog } from "./GoToDialog.tsx";
import { KeysDialog } from "./KeysDialog.tsx";
import { Navigation } from "./Navigation.tsx";
import { NoSuchPlace } from "./NoSuchPlace.tsx";
import { TopBar } from "./TopBar.tsx";
import "./Frame.css";

type Open = "go to" | "keys" | "places" | undefined;

/** The frame around every page of a person who is signed in. */
export function Frame() {
  const { session: first }: { readonly session: SessionResponse } = useRouteContext({ from: "/frame" });
  const session = useQuery(queries.session()).data ?? first;
  const found = useFoundPlace(session);
  const [open, setOpen] = useState<Open>();
  const toggle = (part: Open) => (isOpen: boolean) => setOpen(isOpen ? part : undefined);
  useFrameKeys({ onGoTo: () => setOpen("go to"), onKeys: () => setOpen("keys"), onPlaces: () => setOpen("places") });
  return (
    <SessionContext value={session}>
      <PlaceContext value={found}>
        <LiveProvider>
          <a className="frame-skip" href="#content">
            Skip to the content
          </a>
          <div className="frame">
            <Navigation />
            <TopBar
              onGoTo={() => setOpen("go to")}
              onKeys={() => setOpen("keys")}
              isPlacesOpen={open === "places"}
              onPlaces={toggle("places")}
            />
            <main className="frame-content" id="content" tabIndex={-1}>
              <Content found={found} />
            </main>
          </div>
          {open === "go to" ? <GoToDialog onClose={() => setOpen(undefined)} /> : undefined}
          {open === "keys" ? <KeysDialog onClose={() => setOpen(undefined)} /> : undefined}
        </LiveProvider>
      </PlaceContext>
    </SessionContext>
  );
}

/** The page, or why there is none. Another place is another page: nothing of the one stays while the other is read. */
function Content({ found }: { readonly found: FoundPlace }): ReactNode {
  const wasHere = useMovedPlace(found);
  const { place, error, retry } = found;
  if (error !== null) return <ErrorNote title="Your organizations and workspaces could not be read." error={error} onRetry={retry} />;
  if (place.kind === "unknown") return <NoSuchPlace words={place.words} wasHere={wasHere} />;
  return (
    <Fragment key={placeKey(found)}>
      <Outlet />
    </Fragment>
  );
}

function placeKey({ place }: FoundPlace): string {
  if (place.kind === "organization") return `organization ${String(place.organization.orgId)}`;
  return place.kind === "personal" || place.kind === "workspace" ? memoryWordOf(place.scope) : "elsewhere";
}
