import { createRoute, redirect } from "@tanstack/react-router";
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
    return { session };
  },
  component: Frame,
  errorComponent: TroublePage,
});
