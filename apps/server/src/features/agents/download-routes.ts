import { Readable } from "node:stream";
import { AgentDownloadsResponse } from "@postern/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { isNotModified, wantedBytes } from "../../http/byte-range.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { AgentDownload, AgentDownloads } from "./downloads.ts";

/** What anybody may fetch, without a sign-in: the executables are no secret, and the machine that fetches them knows nobody here yet. */
export function registerDownloadRoutes(app: HttpApp, downloads: AgentDownloads): void {
  app.get(
    "/api/postern/v1/agent-downloads",
    { schema: { summary: "Agent executables of this server", response: { 200: AgentDownloadsResponse } } },
    async () => ({
      downloads: (await downloads.list()).map(({ target, sizeBytes, sha256, version }) => ({ target, sizeBytes, sha256, version })),
      missing: [...(await downloads.listMissing())],
    }),
  );

  app.get(
    "/download/agent/:file",
    { schema: { params: Type.Object({ file: Type.String({ maxLength: 64 }) }) } },
    async (request, reply) => {
      const { file } = request.params;
      const isChecksum = file.endsWith(".sha256");
      const download = await downloads.get(isChecksum ? file.slice(0, -".sha256".length) : file);
      reply.header("postern-agent-version", download.version);
      // The same address gives another file after an upgrade: whoever keeps a copy asks whether it is still the one.
      reply.header("cache-control", "public, no-cache");
      if (isChecksum) return reply.type("text/plain; charset=utf-8").send(`${download.sha256}  postern-agent\n`);
      return sendFile({ request, reply }, download, downloads);
    },
  );
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function sendFile({ request, reply }: Exchange, download: AgentDownload, downloads: AgentDownloads): Promise<unknown> {
  const { sizeBytes, sha256 } = download;
  const etag = `"${sha256}"`;
  reply.header("etag", etag).header("accept-ranges", "bytes");
  if (isNotModified(request.headers["if-none-match"], etag)) return reply.code(304).send();

  const wanted = wantedBytes(request.headers, { sizeBytes, etag });
  if (wanted.wants === "none") {
    reply
      .code(416)
      .header("content-range", `bytes */${String(sizeBytes)}`)
      .type("text/plain; charset=utf-8");
    return reply.send(`The range begins behind the end: the file has ${String(sizeBytes)} bytes.\n`);
  }
  const { first, last } = wanted.wants === "part" ? wanted : { first: 0, last: sizeBytes - 1 };
  reply.header("content-disposition", 'attachment; filename="postern-agent"').type("application/octet-stream");
  reply.header("content-length", last - first + 1);
  if (wanted.wants === "part") reply.code(206).header("content-range", `bytes ${String(first)}-${String(last)}/${String(sizeBytes)}`);
  // A question for the size must not read the file.
  return reply.send(request.method === "HEAD" ? Readable.from([]) : await downloads.read(download, { first, last }));
}
