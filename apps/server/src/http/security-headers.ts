import type { FastifyRequest } from "fastify";
import type { HttpApp } from "./http-app.ts";

/** Pages load nothing from elsewhere, and nobody frames them. Inline styles are needed by the component library. */
const policyOfPages = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** What machines get is no page: if a browser ever shows it as one, it may do nothing. */
const policyOfAnswers = "default-src 'none'; frame-ancestors 'none'; sandbox";

const machinePaths = /^\/(api|download|healthz|readyz|metrics|openapi\.json)([/?]|$)/;

const always = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
} as const;

const yearSeconds = 31_536_000;

/**
 * @param hasTrustedCertificate whether browsers reach this server by a certificate that they trust already. With one that
 * they were asked to accept, insisting on encryption would take away the button to do so.
 */
export function addSecurityHeaders(app: HttpApp, hasTrustedCertificate: () => boolean): void {
  app.addHook("onSend", async (request, reply) => {
    const path = pathOf(request);
    const isAnswer = machinePaths.test(path);
    reply.headers(always);
    reply.header("content-security-policy", isAnswer ? policyOfAnswers : policyOfPages);
    if (hasTrustedCertificate()) reply.header("strict-transport-security", `max-age=${String(yearSeconds)}`);
    if (path.startsWith("/api/") && !reply.hasHeader("cache-control")) reply.header("cache-control", "no-store");
  });
}

// An address can be written in many ways, so the route counts. One that is no route is shown as a page, or refused.
function pathOf({ routeOptions: { url }, url: asked }: FastifyRequest): string {
  return url === undefined || url === "/*" ? asked : url;
}
