import { AppError } from "@postern/domain";
import type { FastifyRequest } from "fastify";
import type { AccessRule } from "./access.ts";
import { addressBlock } from "./address-block.ts";
import type { HttpApp } from "./http-app.ts";

/** Short enough to let a script go on soon, long enough for a page that loads forty files at once. */
const windowSeconds = 10;

/** How often somebody may ask. Counted in this process; each server of several counts for itself. */
export interface RequestLimits {
  /**
   * Counts a request whose caller is known by now, or is not.
   *
   * @throws request.limited when its token, its person, or the address of somebody unknown has asked too often.
   */
  count(request: FastifyRequest, rule: AccessRule): Promise<void>;
}

/**
 * - A token: `perSecond`, so that one script that runs wild does not spend what its owner's other tools need.
 * - A person, all their tokens and browsers together: twice as much.
 * - An address (of IPv6 the network that one host has), for requests of which nobody is known: four times as much, because many
 *   people can sit behind one. Whoever is known is never counted there, so strangers cannot lock out their neighbours.
 *
 * Telemetry is never refused: an answer other than 200 can end a pipeline.
 */
export function createRequestLimits(app: HttpApp, perSecond: number): RequestLimits {
  if (perSecond === 0) return { count: () => Promise.resolve() };
  const ofToken = limiter(app, perSecond, (request) => `token ${String(tokenIdOf(request))}`);
  const ofPerson = limiter(app, perSecond * 2, (request) => `person ${String(request.caller?.userId)}`);
  const ofAddress = limiter(app, perSecond * 4, (request) => `address ${addressBlock(request.ip)}`);
  return {
    count: async (request, rule) => {
      if (isUncounted(request) || (rule === "telemetry" && request.caller !== undefined)) return;
      if (request.caller === undefined) return ofAddress(request, "from this address");
      if (tokenIdOf(request) !== undefined) await ofToken(request, "with this token");
      await ofPerson(request, "of yours");
    },
  };
}

/**
 * Who watches the server must not take it for dead while strangers knock, and a sign-in has limits of its own, which know the browsers
 * of a person from others at their address.
 */
const uncounted: ReadonlySet<string> = new Set(["GET /healthz", "GET /readyz", "POST /api/postern/v1/session"]);

function isUncounted({ method, routeOptions }: FastifyRequest): boolean {
  return uncounted.has(`${method === "HEAD" ? "GET" : method} ${String(routeOptions.url)}`);
}

function limiter(app: HttpApp, perSecond: number, keyGenerator: (request: FastifyRequest) => string) {
  const check = app.createRateLimit({ max: perSecond * windowSeconds, timeWindow: windowSeconds * 1000, keyGenerator });
  return async (request: FastifyRequest, whose: string): Promise<void> => {
    const seen = await check(request);
    if (seen.isAllowed || !seen.isExceeded) return;
    const message = `Too many requests ${whose}. Try again in ${String(seen.ttlInSeconds)} s.`;
    throw new AppError("request.limited", message, { retryAfterSeconds: seen.ttlInSeconds });
  };
}

function tokenIdOf({ caller }: FastifyRequest): number | undefined {
  return caller === undefined || caller.kind === "session" ? undefined : caller.tokenId;
}
