import type { Database } from "@postern/database";
import { AppError, toRunId, toTokenId, toUserId } from "@postern/domain";
import type { Clock, RunId, UserId } from "@postern/domain";
import type { RunService } from "../features/runs/service.ts";
import type { StoredUser } from "../features/users/store.ts";
import type { Caller } from "../http/caller.ts";
import { tokenCaller } from "./callers.fixture.ts";

export interface LaunchedNames {
  readonly runName?: string;
  readonly sessionId?: string;
}

interface LaunchParts {
  readonly database: Database;
  readonly runs: RunService;
  readonly jane: UserId;
  readonly clock: Clock;
}

export async function addUser(database: Database, name: string): Promise<UserId> {
  const row = { user_name: name, email: `${name}@example.org`, is_administrator: 0, is_disabled: 0, created_at: 1 } as const;
  const { id } = await database.query.insertInto("users").values(row).returning("id").executeTakeFirstOrThrow();
  return toUserId(id);
}

export async function findUser(database: Database, id: UserId): Promise<StoredUser> {
  return database.query.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

/** `jane`, `john`, and `run:<id>` for the token of a run of Jane. */
export function callerNamed(token: string, people: { readonly jane: UserId; readonly john: UserId }): Caller | undefined {
  if (token === "jane" || token === "john") return tokenCaller(people[token]);
  if (token.startsWith("run:"))
    return { kind: "run", userId: people.jane, tokenId: toTokenId(1), runId: toRunId(token.slice("run:".length)) };
  return undefined;
}

export async function insertLaunched(parts: LaunchParts, id: string, names: LaunchedNames = {}): Promise<RunId> {
  const runId = toRunId(id);
  await parts.database.transaction(({ query }) =>
    parts.runs.insertRun(query, {
      ...{ id: runId, userId: parts.jane, workspaceId: null, computeEnvId: null },
      ...{ runName: names.runName ?? "happy_otter", sessionId: names.sessionId ?? "00000000-0000-4000-8000-000000000000" },
      ...{
        projectName: "hello",
        userName: "jane",
        workDir: "/scratch/jane/work",
        launchDir: "/scratch/jane",
        commandLine: "nextflow run hello",
      },
      launch: { pipeline: "https://example.org/hello.git", revision: "main", paramsText: "{}", resume: false },
      at: parts.clock.now(),
    }),
  );
  const run = await parts.runs.findRun(runId);
  if (run === undefined) throw new AppError("server.internal", "The run of the test was not stored.");
  return runId;
}
