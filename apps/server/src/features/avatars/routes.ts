import { AvatarParams, CreateAvatarResponse } from "@postern/contracts";
import { AppError } from "@postern/domain";
import type { FastifyRequest } from "fastify";
import { avatarUrl } from "../../http/avatar-url.ts";
import { callerOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import { toIso } from "../../http/iso-time.ts";
import { maxAvatarBytes } from "./service.ts";
import type { AvatarService } from "./service.ts";

/** What a form adds around the picture. */
const formBytes = 16 * 1024;

export async function registerAvatarRoutes(app: HttpApp, avatars: AvatarService): Promise<void> {
  app.get("/api/avatars/:avatarId", { schema: { summary: "Download a picture", params: AvatarParams } }, async (request, reply) => {
    const avatar = await avatars.get(request.params.avatarId);
    // A picture never changes under its id.
    reply.header("cache-control", "private, max-age=86400, immutable");
    reply.header("content-disposition", "inline");
    return reply.type(avatar.media_type).send(Buffer.from(avatar.bytes));
  });

  // In a scope of its own: no other route takes forms.
  await app.register(async (scope) => {
    scope.addContentTypeParser(
      "multipart/form-data",
      { parseAs: "buffer", bodyLimit: maxAvatarBytes + formBytes },
      (_request, bytes, done) => done(null, bytes),
    );
    scope.post(
      "/api/avatars",
      { schema: { summary: "Send a picture", response: { 200: CreateAvatarResponse } }, bodyLimit: maxAvatarBytes + formBytes },
      async (request) => {
        const avatar = await avatars.create(callerOf(request).userId, await readPicture(request));
        const at = toIso(avatar.created_at);
        return { avatar: { id: avatar.id, dateCreated: at, lastUpdated: at }, url: avatarUrl(avatar.id) };
      },
    );
  });
}

/** The part `image` of the form. @throws request.invalid */
async function readPicture({ body, headers }: FastifyRequest): Promise<Buffer> {
  const form = Buffer.isBuffer(body) ? await readForm(body, headers["content-type"] ?? "") : undefined;
  const image = form?.get("image");
  if (image === null || image === undefined || typeof image === "string") {
    throw new AppError("request.invalid", "Send the picture as the part image of multipart/form-data.", { fields: ["image"] });
  }
  return Buffer.from(await image.arrayBuffer());
}

async function readForm(bytes: Buffer, type: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  } catch (error) {
    throw new AppError("request.invalid", "The form is not understood.", { cause: error, fields: ["image"] });
  }
}
