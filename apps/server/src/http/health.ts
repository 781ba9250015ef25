import { AppError } from "@postern/domain";
import type { HttpApp } from "./http-app.ts";

/** `/healthz`: the process answers. `/readyz`: it can also serve, or 503 with the reason. */
export function registerHealth(app: HttpApp, isReady: () => Promise<boolean>): void {
  app.get("/healthz", () => ({ status: "alive" }));
  app.get("/readyz", async () => {
    if (await isReady()) return { status: "ready" };
    throw new AppError("server.closing", "The server is starting or closing.");
  });
}
