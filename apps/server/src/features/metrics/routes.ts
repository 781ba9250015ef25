import type { HttpApp } from "../../http/http-app.ts";
import type { MetricsPage } from "./metrics-page.ts";

/** `undefined`: the operator has set no token, and the guard lets nobody come so far. */
export function registerMetricsRoutes(app: HttpApp, page: MetricsPage | undefined): void {
  app.get("/metrics", async (_request, reply) => {
    reply.header("cache-control", "no-store");
    return reply.type(page?.contentType ?? "text/plain").send((await page?.render()) ?? "");
  });
}
