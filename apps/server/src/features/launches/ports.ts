import type { Query } from "@postern/database";
import type { CredentialId, RunId, TimeMs, UserId } from "@postern/domain";
import type { LaunchCheck } from "../compute-envs/launch-check/launch-check.ts";
import type { LaunchRegistries } from "./registries/launch-registries.ts";
import type { LaunchVariables } from "./secret-variables/launch-variables.ts";
import type { RunService } from "../runs/service.ts";

/** What a launch needs of the tokens of runs. */
export interface RunTokens {
  /** The text of a token that writes telemetry of this run and nothing else. */
  mintRunToken(query: Query, run: { readonly userId: UserId; readonly runId: RunId; readonly runName: string }): Promise<string>;
  /** They stop working at `at`; may be repeated. */
  endRunTokens(runId: RunId, at: TimeMs): Promise<void>;
}

/** What a launch needs of credentials. */
export interface UsedCredentials {
  markUsed(id: CredentialId): Promise<void>;
}

/** What a launch needs of the container registries of its environment. */
export type BroughtRegistries = Pick<LaunchRegistries, "bring" | "hasAny" | "noteOver">;

/** What a launch asks of its cluster before anything is written there. */
export type ReadyClusters = Pick<LaunchCheck, "requireReady">;

/** What a launch needs of the secret variables of its environment. */
export type BroughtVariables = Pick<LaunchVariables, "bring">;

/** What launching and following need of the runs themselves. */
export type Runs = Pick<
  RunService,
  | "announce"
  | "countActive"
  | "findRun"
  | "getToEnd"
  | "insertRun"
  | "isNameTaken"
  | "keepLog"
  | "lockLaunches"
  | "lockRun"
  | "noteReason"
  | "recordAct"
  | "requestCancel"
  | "settle"
  | "updateRun"
>;
