import { AppError, toUserId } from "@postern/domain";
import type { UserId } from "@postern/domain";
import type { OfflineServices } from "@postern/server";

/** @throws user.not_found */
export async function findUser({ users }: Pick<OfflineServices, "users">, email: string): Promise<UserId> {
  const user = await users.findByEmail(email);
  if (user === undefined) throw new AppError("user.not_found", `There is no account for ${email}.`);
  return toUserId(user.id);
}
