/**
 * The pages of Postern: React over the HTTP API of the server that sends them.
 *
 * `routes.tsx` says which page is where, `paths.ts` how addresses are built, `api/` how the server is asked,
 * `live/` how pages stay true, `ui/` holds parts that know nothing of the product. This file joins them.
 */
import "./theme/mantine-styles.ts";
import { MantineProvider, localStorageColorSchemeManager } from "@mantine/core";
import type { Clock } from "@postern/domain";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeQueryClient } from "./api/query-client.ts";
import { queryKeys } from "./api/query-keys.ts";
import { ClockContext } from "./hooks/use-clock.ts";
import { makeRouter } from "./routes.tsx";
import "./theme/page.css";
import { cssVariables, theme } from "./theme/theme.ts";

const clock: Clock = {
  now: () => Date.now(),
  sleep: (delayMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const timer = setTimeout(resolve, delayMs);
      const wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
      signal?.addEventListener("abort", wake, { once: true });
    }),
};

const queryClient = makeQueryClient(() => {
  // The session ended elsewhere, or by time: forget everything of it and ask to sign in.
  if (queryClient.getQueryData(queryKeys.session) === undefined) return;
  queryClient.clear();
  void router.invalidate();
});
const router = makeRouter(queryClient);
const colorSchemeManager = localStorageColorSchemeManager({ key: "postern-color-scheme" });

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={colorSchemeManager}
        defaultColorScheme="auto"
        deduplicateInlineStyles
      >
        <ClockContext value={clock}>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </ClockContext>
      </MantineProvider>
    </StrictMode>,
  );
}
