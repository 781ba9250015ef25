import type { AvatarRow, Database, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import { randomText } from "../../new-id.ts";
import type { AuditService } from "../audit/service.ts";
import { readImage } from "./image-type.ts";
import { deleteUnusedAvatars, findAvatar, hasAvatar, insertAvatar } from "./store.ts";

export const maxAvatarBytes = 256 * 1024;
/** A small file can unfold to a picture that brings a browser down. */
const maxSide = 2048;
/** A form sends a picture before it is saved, and may never be. */
const maxUnused = 10;

export interface AvatarParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
}

/** Pictures of people, teams and organizations. Whoever knows the id of one may see it; ids cannot be guessed. */
export class AvatarService {
  readonly #parts: AvatarParts;

  constructor(parts: AvatarParts) {
    this.#parts = parts;
  }

  /** @throws request.invalid for what is no small picture. */
  async create(userId: UserId, bytes: Buffer): Promise<AvatarRow> {
    const { database, clock, audit } = this.#parts;
    const image = readImage(bytes);
    if (image === undefined) throw invalid("Send a picture: PNG, JPEG, WebP or GIF.");
    if (bytes.length > maxAvatarBytes) throw invalid(`A picture has at most ${String(maxAvatarBytes / 1024)} KiB.`);
    const { mediaType, width, height } = image;
    if (Math.max(width, height) > maxSide || Math.min(width, height) < 1)
      throw invalid(`A picture has 1 to ${String(maxSide)} pixels a side.`);
    const avatar = { id: randomText(22), user_id: userId, media_type: mediaType, bytes, created_at: clock.now() };
    await database.transaction(async ({ query }) => {
      await insertAvatar(query, avatar);
      await deleteUnusedAvatars(query, userId, maxUnused);
      const detail = { mediaType, sizeBytes: bytes.length };
      await audit.record(query, { actor: userId, action: "avatar.create", targetKind: "avatar", targetId: avatar.id, detail });
    });
    return avatar;
  }

  /** @throws avatar.not_found */
  async get(id: string): Promise<AvatarRow> {
    const avatar = await findAvatar(this.#parts.database.query, id);
    if (avatar === undefined) throw new AppError("avatar.not_found", "There is no such picture.");
    return avatar;
  }
}

/**
 * For whoever is about to point to a picture, in their transaction; null points to none.
 *
 * @throws request.invalid, which names the field, for a picture that was never sent.
 */
export async function requireAvatar(query: Query, id: string | null, field: string): Promise<void> {
  if (id === null || (await hasAvatar(query, id))) return;
  throw new AppError("request.invalid", `Avatar ${id} not found.`, { fields: [field] });
}

function invalid(message: string): AppError {
  return new AppError("request.invalid", message, { fields: ["image"] });
}
