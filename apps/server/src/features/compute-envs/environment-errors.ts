import type { ComputeEnvRow, RunRow } from "@postern/database";
import { AppError } from "@postern/domain";
import type { ComputeEnvId } from "@postern/domain";
import { homeOf, livesIn } from "../../home.ts";
import type { Actor } from "../../http/caller.ts";
import { readLoginAddress } from "../../channels/ssh/ssh-way.ts";
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
  throw new AppError(
    "environment.not_available",
    `Compute environment ${name} is not available: ${whyUnavailable(status, statusReason)}`.replace(/\.?$/, "."),
  );
}

/** A run may not begin on a cluster that nobody looked at for it. @throws request.outdated when the way there or a setting has changed. */
export function refuseEdited(seen: ComputeEnvironment, now: ComputeEnvironment): void {
  const shown = ({ config, credentialId, launchRules }: ComputeEnvironment) => JSON.stringify([credentialId, config, launchRules]);
  if (shown(seen) === shown(now)) return;
  throw new AppError("request.outdated", `Somebody has edited the compute environment ${now.name} at this moment. Launch again.`);
}

function whyUnavailable(status: ComputeEnvironment["status"], reason: string | null): string {
  if (status === "CREATING") return "it is still being checked";
  if (status === "DISABLED") return "somebody has disabled it";
  return reason ?? `it is ${status}`;
}

/** @throws environment.in_use with the names of some of them. */
export function refuseInUse({ name }: ComputeEnvironment, unfinished: readonly Pick<RunRow, "id" | "run_name">[]): void {
  if (unfinished.length === 0) return;
  const names = unfinished.slice(0, 5).map((run) => run.run_name);
  const conflicts = unfinished.map(({ id, run_name }) => ({ type: "workflow", id, name: run_name }));
  throw new AppError("environment.in_use", `${name} is in use by unfinished runs: ${names.join(", ")}.`, { conflicts });
}

/** @throws request.invalid for a credential that does not lead to a cluster, and for settings that do not say to which one. */
export function refuseNoWay({ platform, config }: Pick<ComputeEnvironment, "platform" | "config">, provider: string): void {
  const fields = ["computeEnv.credentialsId"];
  if (provider === "tw-agent") return;
  if (provider !== "ssh")
    throw new AppError("request.invalid", `A credential of the provider ${provider} does not open a cluster.`, { fields });
  if (platform === "local-platform") {
    throw new AppError("request.invalid", "An SSH credential opens clusters with a scheduler, and no local environment.", { fields });
  }
  readLoginAddress(config);
}
