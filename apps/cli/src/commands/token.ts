import { AppError, tokenAccesses } from "@postern/domain";
import type { TokenAccess, UserId, WorkspaceId } from "@postern/domain";
import { openOffline } from "@postern/server";
import type { OfflineServices } from "@postern/server";
import { Option } from "commander";
import type { Command } from "commander";
import { NewSecretFile } from "../secret-file.ts";
import { requireAccounts } from "../require-accounts.ts";
import { addSettingOptions, prepare } from "../settings-options.ts";
import type { Terminal } from "../terminal.ts";
import { findUser } from "./user/find-user.ts";

interface TokenOptions extends Record<string, unknown> {
  readonly user: string;
  readonly name: string;
  readonly out?: string;
  readonly access: TokenAccess;
  readonly expiresInDays?: string;
  readonly workspace: readonly string[];
}

const dayMs = 86_400_000;
const maxDays = 3650;

/** `postern token create`: another personal access token; the last word of the output unless `--out` names a file. */
export function addTokenCommand(program: Command, terminal: Terminal): void {
  const command = program.command("token").description("manage personal access tokens").command("create").description("make a token");
  command
    .requiredOption("--user <email>", "whose token it is")
    .requiredOption("--name <name>", "name in the list of tokens")
    .addOption(new Option("--access <kind>", "what it may do of what its user may").choices(tokenAccesses).default("full"))
    .option("--expires-in-days <days>", `when it ends: 1 to ${String(maxDays)} days from now (default: as late as the server allows)`)
    .option("--workspace <organization/workspace>", "the only workspace that it works in; may be given several times", collect, [])
    .option("--out <file>", "write it to this new file (mode 600) instead of printing it");
  addSettingOptions(command).action(async (options: TokenOptions) => {
    const days = readDays(options.expiresInDays);
    const { settings, clock, log } = await prepare(options);
    await using services = await openOffline(settings, { clock, log });
    await requireAccounts(services, settings);
    const userId = await findUser(services, options.user);
    const workspaceIds = await readWorkspaces(services, userId, options.workspace);
    await using out = options.out === undefined ? undefined : await NewSecretFile.reserve(options.out);
    const expiresAt = days === undefined ? undefined : clock.now() + days * dayMs;
    const { text } = await services.tokens.create(userId, options.name, { access: options.access, expiresAt, workspaceIds });
    if (out === undefined) terminal.out(`${text}\n`);
    else await out.write(text);
  });
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

function readDays(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= maxDays) return days;
  throw new AppError("request.invalid", `--expires-in-days is a number from 1 to ${String(maxDays)}.`, { fields: ["expires-in-days"] });
}

async function readWorkspaces(
  { tokens }: OfflineServices,
  userId: UserId,
  names: readonly string[],
): Promise<readonly WorkspaceId[] | null> {
  return names.length === 0 ? null : tokens.findBounds(userId, names);
}
