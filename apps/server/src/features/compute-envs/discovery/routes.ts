import { PassThrough } from "node:stream";
import { DiscoverClusterRequest, WorkspaceQuery } from "@postern/contracts";
import type { Logger } from "@postern/domain";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import type { DiscoveryService } from "./service.ts";
import { toLine } from "./wire.ts";

export interface DiscoveryRouteParts {
  readonly discoveries: DiscoveryService;
  readonly log: Logger;
}

/** What a cluster is, before there is an environment of it. Whoever goes away ends the look. */
export function registerDiscoveryRoutes(app: HttpApp, { discoveries, log }: DiscoveryRouteParts): void {
  app.post(
    "/api/postern/v1/cluster-discovery",
    { schema: { summary: "Look what a cluster offers", querystring: WorkspaceQuery, body: DiscoverClusterRequest } },
    async (request, reply) => {
      const ready = await discoveries.prepare(actorOf(request), request.body);
      const lines = new PassThrough();
      const stop = new AbortController();
      lines.once("close", () => stop.abort());
      ready
        .run((discovery) => lines.write(toLine(discovery)), stop.signal)
        // The answer has begun: that it has no end tells whoever reads it.
        .catch((error: unknown) => log.error({ error }, "a look at a cluster broke off"))
        .finally(() => lines.end());
      // A proxy that gathers what it passes on would keep the steps back.
      return reply.type("application/x-ndjson").header("x-accel-buffering", "no").header("cache-control", "no-store").send(lines);
    },
  );
}
