import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { toUserId } from "@postern/domain";
import type { UserId } from "@postern/domain";
import type { RunningServer } from "@postern/server";
import { writeSecretFile } from "../secret-file.ts";

const email = "you@localhost";

export interface DemoAccount {
  readonly userId: UserId;
  /** A personal access token, kept in the data folder (mode 600). */
  readonly token: string;
}

/** The account of this computer's person: made once, signed in by link, without a password that anybody knows. */
export async function ensureDemoAccount({ services }: RunningServer, dataDir: string): Promise<DemoAccount> {
  const known = await services.users.findByEmail(email);
  const password = randomBytes(24).toString("base64url");
  const userId = known === undefined ? await services.users.createFirstAdministrator({ email, password }) : toUserId(known.id);
  return { userId, token: await ensureToken(services, { userId, path: join(dataDir, "start.token") }) };
}

async function ensureToken(services: RunningServer["services"], { userId, path }: { userId: UserId; path: string }): Promise<string> {
  const kept = (await readFile(path, "utf8").catch(() => "")).trim();
  if (kept !== "" && (await services.tokens.findCaller(kept)) !== undefined) return kept;
  const { text } = await services.tokens.create(userId, `npm start ${new Date(services.clock.now()).toISOString()}`);
  await writeSecretFile(path, text);
  return text;
}
