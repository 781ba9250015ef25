import type { QueryClient } from "@tanstack/react-query";
import { createRoute, createRouter, redirect } from "@tanstack/react-router";
import { parseAddress, renderAddress } from "./address-query.ts";
import { NotFoundPage } from "./layouts/NotFoundPage.tsx";
import { TroublePage } from "./layouts/TroublePage.tsx";
import { paths, userScope } from "./paths.ts";
import { accountRoutes } from "./routes/account-routes.tsx";
import { administrationRoutes } from "./routes/administration-routes.tsx";
import { entryRoutes } from "./routes/entry-routes.tsx";
import { frameRoute } from "./routes/frame-route.tsx";
import { personalRoutes } from "./routes/personal-routes.tsx";
import { rootRoute } from "./routes/root-route.tsx";

const homeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/",
  beforeLoad: ({ context }) => {
    throw redirect({ href: paths.runs(userScope(context.session.user.userName)), replace: true });
  },
});

/** Which page is where; one file for each area under `routes/`. */
export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([
      ...entryRoutes,
      frameRoute.addChildren([homeRoute, ...accountRoutes, ...administrationRoutes, ...personalRoutes]),
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
