import { createRoute, redirect } from "@tanstack/react-router";
import { queries } from "../api/queries.ts";
import { Frame } from "../layouts/Frame.tsx";
import { TroublePage } from "../layouts/TroublePage.tsx";
import { paths } from "../paths.ts";
import { findSession } from "./find-session.ts";
import { rootRoute } from "./root-route.tsx";

/** Everything below needs somebody signed in. */
export const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "frame",
  beforeLoad: async ({ context, location }) => {
    const session = await findSession(context.queryClient);
    if (session === undefined) throw redirect({ to: paths.signIn(), search: { redirect: location.href } });
    // The frame shows both. When they cannot be read it says so, and pages that need neither still open.
    await Promise.all([
      context.queryClient.prefetchQuery(queries.serviceInfo()),
      context.queryClient.prefetchQuery(queries.places(session.user.id)),
    ]);
    return { session };
  },
  component: Frame,
  errorComponent: TroublePage,
});
