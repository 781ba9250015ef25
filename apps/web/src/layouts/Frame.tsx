import type { SessionResponse } from "@postern/contracts";
import { Outlet, useRouteContext } from "@tanstack/react-router";
import { useState } from "react";
import { SessionContext } from "../hooks/use-scope.ts";
import { useFrameKeys } from "../hooks/use-frame-keys.ts";
import { LiveProvider } from "../live/LiveProvider.tsx";
import { GoToDialog } from "./GoToDialog.tsx";
import { KeysDialog } from "./KeysDialog.tsx";
import { Navigation } from "./Navigation.tsx";
import { TopBar } from "./TopBar.tsx";
import "./Frame.css";

/** The frame around every page of a person who is signed in. */
export function Frame() {
  const { session }: { readonly session: SessionResponse } = useRouteContext({ from: "/frame" });
  const [dialog, setDialog] = useState<"go to" | "keys" | undefined>();
  const close = (): void => setDialog(undefined);
  useFrameKeys({ onGoTo: () => setDialog("go to"), onKeys: () => setDialog("keys") });
  return (
    <SessionContext value={session}>
      <LiveProvider>
        <a className="frame-skip" href="#content">
          Skip to the content
        </a>
        <div className="frame">
          <Navigation />
          <TopBar onGoTo={() => setDialog("go to")} onKeys={() => setDialog("keys")} />
          <main className="frame-content" id="content" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
        {dialog === "go to" ? <GoToDialog onClose={close} /> : undefined}
        {dialog === "keys" ? <KeysDialog onClose={close} /> : undefined}
      </LiveProvider>
    </SessionContext>
  );
}
