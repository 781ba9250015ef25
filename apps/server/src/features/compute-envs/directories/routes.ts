import { MadeDirectoriesResponse, WorkspaceQuery } from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import type { DirectoryService } from "./service.ts";

const params = Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) });

/** Directories that an environment names and the cluster lacks. */
export function registerDirectoryRoutes(app: HttpApp, { directories }: { readonly directories: DirectoryService }): void {
  app.post(
    "/api/postern/v1/compute-envs/:computeEnvId/directories",
    {
      schema: {
        summary: "Make the directories that are missing, and check again",
        params,
        querystring: WorkspaceQuery,
        response: { 200: MadeDirectoriesResponse },
      },
    },
    async (request) => {
      const made = await directories.make(actorOf(request), toComputeEnvId(request.params.computeEnvId));
      return { made: made.map(({ path, mode }) => ({ path, mode: mode.toString(8).padStart(4, "0") })) };
    },
  );
}
