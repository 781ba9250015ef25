import { existsSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import { AppError } from "@postern/domain";
import type { HttpApp } from "./http-app.ts";

/** Paths that belong to machines: there a wrong address is a 404, not a page. */
const machinePaths = /^\/(api|download|healthz|readyz|metrics|openapi\.json)(\/|$)/;

/** Serves the built pages, packed where the build packed them and the browser can read it. Any address that is no file is the application itself, which shows the right page for it. */
export async function registerStaticPages(app: HttpApp, folder: string): Promise<void> {
  const isBuilt = existsSync(join(folder, "index.html"));
  if (isBuilt) await app.register(fastifyStatic, { root: folder, serve: false, preCompressed: true });

  app.get("/*", (request, reply) => {
    const path = new URL(request.url, "http://postern").pathname;
    if (machinePaths.test(path)) throw notFound(request.method, path);
    if (!isBuilt) throw new AppError("request.not_found", "The pages are not built. Run npm run build on the server's machine.");
    // File names in this folder carry a hash of their content.
    if (path.startsWith("/assets/")) return reply.sendFile(path, { maxAge: "1y", immutable: true });
    const file = /^\/[\w.-]+\.\w+$/.test(path) && existsSync(join(folder, path)) ? path : "/index.html";
    return reply.header("cache-control", "no-cache").sendFile(file, { cacheControl: false });
  });
  app.setNotFoundHandler((request) => {
    throw notFound(request.method, request.url.split("?")[0] ?? "/");
  });
}

function notFound(method: string, path: string): AppError {
  return new AppError("request.not_found", `${method} ${quotablePath(path)} not found.`);
}

/** A part that is a word of an address. Anything else may be a secret that somebody put there, and is not said again. */
const word = /^([a-z][a-z-]{0,23}|v\d|\d{1,16})$/;

function quotablePath(path: string): string {
  const parts = path.split("/").slice(1);
  const end = parts.findIndex((part) => part !== "" && !word.test(part));
  return end === -1 ? path : `/${[...parts.slice(0, end), "…"].join("/")}`;
}
