import type { ComputeEnvRow } from "@postern/database";
import { AppError } from "@postern/domain";
import type { ComputeEnvId } from "@postern/domain";
import { homeOf, livesIn } from "../../home.ts";
import type { Actor } from "../../http/caller.ts";
import { toEnvironment } from "./environment.ts";
import type { ComputeEnvironment } from "./environment.ts";

/** Also a deleted one. @throws environment.not_found, the same for one that is not there and one that lives elsewhere. */
export function environmentAt(actor: Actor, row: ComputeEnvRow | undefined, id: ComputeEnvId): ComputeEnvironment {
  if (row !== undefined && livesIn(homeOf(actor), row)) return toEnvironment(row);
  throw new AppError("environment.not_found", `Compute environment ${id} not found.`);
}

/** @throws environment.not_found also for a deleted one. */
export function presentAt(actor: Actor, row: ComputeEnvRow | undefined, id: ComputeEnvId): ComputeEnvironment {
  const environment = environmentAt(actor, row, id);
  if (environment.deletedAt === null) return environment;
  throw new AppError("environment.not_found", `Compute environment ${id} not found: it was deleted.`);
}

/** @throws environment.not_available with its reason when it could not run anything. */
export function refuseUnavailable({ name, status, statusReason }: ComputeEnvironment): void {
  if (status === "AVAILABLE") return;
  const why = status === "CREATING" ? "it is still being checked" : (statusReason ?? `it is ${status}`);
  throw new AppError("environment.not_available", `Compute environment ${name} is not available: ${why}`.replace(/\.?$/, "."));
}
