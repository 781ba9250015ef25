import { callerOf } from "../http/caller.ts";
import type { HttpApp } from "../http/http-app.ts";
import type { LiveStreams } from "./live-stream.ts";

export function registerLiveRoutes(app: HttpApp, streams: LiveStreams): void {
  app.get("/api/postern/v1/events", { schema: { summary: "Live events (server-sent)" } }, (request, reply) => {
    streams.requireOpen();
    reply.hijack();
    const caller = callerOf(request);
    const boundTo = caller.kind === "token" ? caller.boundTo : null;
    streams.serve({ userId: caller.userId, boundTo, response: reply.raw, isStillAllowed: () => app.isStillAllowed(request) });
  });
}
