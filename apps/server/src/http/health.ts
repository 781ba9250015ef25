import { toStorageError } from "@postern/database";
import { isAppError } from "@postern/domain";
import type { Logger } from "@postern/domain";
import type { HttpApp } from "./http-app.ts";

export const readyPath = "/readyz";

/**
 * `/healthz`: the process answers. `/readyz`: it can also serve, or 503 with the reason, which `requireReady` throws.
 *
 * It is asked every few seconds, for as long as a server is sealed: what it answers is logged when it changes.
 */
export function registerHealth(app: HttpApp, log: Logger, requireReady: () => Promise<void>): void {
  let trouble: string | undefined;
  const note = (error: unknown): void => {
    const code = codeOf(error);
    if (code === trouble) return;
    trouble = code;
    if (code === undefined) log.info({}, "the server is ready again");
    else log.warn({ error }, "the server is not ready");
  };

  app.get("/healthz", () => ({ status: "alive" }));
  app.get(readyPath, async () => {
    try {
      await requireReady();
    } catch (error) {
      note(error);
      throw error;
    }
    note(undefined);
    return { status: "ready" };
  });
}

function codeOf(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  const known = isAppError(error) ? error : toStorageError(error);
  return known?.code ?? "server.internal";
}
