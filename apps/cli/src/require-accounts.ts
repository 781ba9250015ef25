import { AppError } from "@postern/domain";
import type { OfflineServices, ServerSettings } from "@postern/server";

/**
 * Refuses to work on a data folder without an account: an ordinary one as the first would leave the server without an administrator.
 *
 * @throws user.none_yet naming the folder, which is often a misspelt one.
 */
export async function requireAccounts(services: OfflineServices, { dataDir }: ServerSettings): Promise<void> {
  if (await services.users.hasUsers()) return;
  throw new AppError("user.none_yet", `There is no account in ${dataDir} yet.`);
}
