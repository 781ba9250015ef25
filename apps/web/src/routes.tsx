import type { QueryClient } from "@tanstack/react-query";
import { createRouter } from "@tanstack/react-router";
import { parseAddress, renderAddress } from "./address-query.ts";
import { NotFoundPage } from "./layouts/NotFoundPage.tsx";
import { TroublePage } from "./layouts/TroublePage.tsx";
import { accountRoutes } from "./routes/account-routes.tsx";
import { administrationRoutes } from "./routes/administration-routes.tsx";
import { entryRoutes } from "./routes/entry-routes.tsx";
import { frameRoute } from "./routes/frame-route.tsx";
import { homeRoute } from "./routes/home-route.tsx";
import { organizationRoutes } from "./routes/organization-routes.tsx";
import { personalRoutes } from "./routes/personal-routes.tsx";
import { rootRoute } from "./routes/root-route.tsx";
import { workspaceRoutes } from "./routes/workspace-routes.tsx";

/** Which page is where; one file for each area under `routes/`. */
export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([
      ...entryRoutes,
      frameRoute.addChildren([
        homeRoute,
        ...accountRoutes,
        ...administrationRoutes,
        ...personalRoutes,
        ...organizationRoutes,
        ...workspaceRoutes,
      ]),
    ]),
    context: { queryClient },
    parseSearch: parseAddress,
    stringifySearch: renderAddress,
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultErrorComponent: TroublePage,
    defaultNotFoundComponent: NotFoundPage,
  });
}
