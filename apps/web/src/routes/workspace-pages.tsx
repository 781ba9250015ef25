import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import type { AnyRoute } from "@tanstack/react-router";

/** The pages of a workspace: the same in a personal one and in one of an organization. */
export const workspacePages = <Parent extends AnyRoute>(parent: Parent) =>
  [
    createRoute({
      getParentRoute: () => parent,
      path: "/watch",
      component: lazyRouteComponent(() => import("../pages/runs/RunsPage.tsx"), "RunsPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/watch/$runId",
      component: lazyRouteComponent(() => import("../pages/run/RunPage.tsx"), "RunPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/launch",
      component: lazyRouteComponent(() => import("../pages/launch/LaunchPage.tsx"), "LaunchPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/compute-envs",
      component: lazyRouteComponent(() => import("../pages/compute-envs/ComputeEnvsPage.tsx"), "ComputeEnvsPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/compute-envs/new",
      component: lazyRouteComponent(() => import("../pages/compute-envs/NewComputeEnvPage.tsx"), "NewComputeEnvPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/compute-envs/$computeEnvId",
      component: lazyRouteComponent(() => import("../pages/compute-envs/ComputeEnvPage.tsx"), "ComputeEnvPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/compute-envs/$computeEnvId/edit",
      component: lazyRouteComponent(() => import("../pages/compute-envs/EditComputeEnvPage.tsx"), "EditComputeEnvPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/labels",
      component: lazyRouteComponent(() => import("../pages/labels/LabelsPage.tsx"), "LabelsPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/credentials",
      component: lazyRouteComponent(() => import("../pages/credentials/CredentialsPage.tsx"), "CredentialsPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/credentials/new",
      component: lazyRouteComponent(() => import("../pages/credentials/NewCredentialPage.tsx"), "NewCredentialPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/credentials/$credentialId",
      component: lazyRouteComponent(() => import("../pages/credentials/CredentialPage.tsx"), "CredentialPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/credentials/$credentialId/edit",
      component: lazyRouteComponent(() => import("../pages/credentials/EditCredentialPage.tsx"), "EditCredentialPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/agents",
      component: lazyRouteComponent(() => import("../pages/agents/AgentsPage.tsx"), "AgentsPage"),
    }),
    createRoute({
      getParentRoute: () => parent,
      path: "/agents/$agentId",
      component: lazyRouteComponent(() => import("../pages/agents/AgentPage.tsx"), "AgentPage"),
    }),
  ] as const;
