import type { AvatarRow, Query } from "@postern/database";
import type { UserId } from "@postern/domain";

export async function insertAvatar(query: Query, avatar: AvatarRow): Promise<void> {
  await query.insertInto("avatars").values(avatar).execute();
}

export async function hasAvatar(query: Query, id: string): Promise<boolean> {
  return (await query.selectFrom("avatars").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
}

export function findAvatar(query: Query, id: string): Promise<AvatarRow | undefined> {
  return query.selectFrom("avatars").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Pictures that somebody sent and that nobody shows, but for the newest `keep` of them. */
export async function deleteUnusedAvatars(query: Query, userId: UserId, keep: number): Promise<void> {
  const unused = query
    .selectFrom("avatars")
    .select("avatars.id")
    .where("avatars.user_id", "=", userId)
    .where((avatar) => {
      const faces = avatar.selectFrom("users").select("users.avatar_id as id").whereRef("users.avatar_id", "=", "avatars.id");
      const signs = avatar.selectFrom("teams").select("teams.avatar_id as id").whereRef("teams.avatar_id", "=", "avatars.id");
      const logos = avatar
        .selectFrom("organizations")
        .select("organizations.logo_id as id")
        .whereRef("organizations.logo_id", "=", "avatars.id");
      return avatar.not(avatar.exists(faces.unionAll(signs).unionAll(logos)));
    })
    .orderBy("avatars.created_at", "desc")
    .orderBy("avatars.id");
  const old = await unused.limit(1000).offset(keep).execute();
  if (old.length === 0) return;
  const ids = old.map(({ id }) => id);
  await query.deleteFrom("avatars").where("id", "in", ids).execute();
}
