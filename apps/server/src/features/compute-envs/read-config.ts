import { computePlatforms, GridComputeConfig, LocalComputeConfig, LsfComputeConfig } from "@postern/contracts";
import type { ComputePlatform } from "@postern/contracts";
import { AppError, clusterPathProblem, isAppError } from "@postern/domain";
import { headJobOptionProblem, splitOptionWords } from "@postern/schedulers";
import { Compile } from "typebox/compile";
import { schedulerKindOf } from "../../clusters/scheduler-of-platform.ts";
import { given } from "../../given.ts";
import { fieldOfFailure, schemaProblem } from "../../http/schema-problem.ts";
import type { SchemaFailure } from "../../http/schema-problem.ts";
import type { EnvironmentConfig } from "./environment.ts";

const at = "computeEnv.config";
const gridChecker = Compile(GridComputeConfig);
const lsfChecker = Compile(LsfComputeConfig);
const localChecker = Compile(LocalComputeConfig);

/** @throws environment.platform_unsupported, which names the platform. */
export function toPlatform(name: string): ComputePlatform {
  const platform = computePlatforms.find((known) => known === name);
  if (platform !== undefined) return platform;
  throw new AppError("environment.platform_unsupported", `Compute environments of the platform ${name} cannot be made here yet.`, {
    fields: ["computeEnv.platform"],
  });
}

/**
 * Reads the settings of an environment. The platform decides their schema; a `discriminator` must agree with it.
 *
 * @throws request.invalid naming the member at fault.
 */
export function readConfig(platform: ComputePlatform, value: unknown): EnvironmentConfig {
  refuseOtherPlatform(platform, value);
  const checker = checkerOf(platform);
  if (!checker.Check(value)) throw invalid(checker.Errors(value)[0]);
  const config = withoutNulls(value);
  refuseBadPaths(config);
  refuseBadOptions(platform, config);
  return config;
}

function checkerOf(platform: ComputePlatform): typeof gridChecker | typeof lsfChecker | typeof localChecker {
  if (platform === "local-platform") return localChecker;
  return platform === "lsf-platform" ? lsfChecker : gridChecker;
}

function refuseOtherPlatform(platform: ComputePlatform, value: unknown): void {
  const discriminator = typeof value === "object" && value !== null && "discriminator" in value ? value.discriminator : undefined;
  if (discriminator === undefined || discriminator === null || discriminator === platform) return;
  const field = `${at}.discriminator`;
  throw new AppError("request.invalid", `${field} does not agree with the platform ${platform}.`, { fields: [field] });
}

function invalid(failure: SchemaFailure | undefined): AppError {
  const member = failure === undefined ? "" : fieldOfFailure(failure);
  const field = member === "" ? at : `${at}.${member}`;
  const why = failure === undefined ? "is not understood" : schemaProblem(failure);
  return new AppError("request.invalid", `${field} ${why}.`, { fields: [field] });
}

function withoutNulls(value: GridComputeConfig | LocalComputeConfig): EnvironmentConfig {
  const entries = Object.entries(value).filter(([name, member]) => member !== null && name !== "discriminator");
  return Object.fromEntries(entries) as EnvironmentConfig;
}

function refuseBadPaths(config: EnvironmentConfig): void {
  for (const member of ["workDir", "launchDir"] as const) {
    const path = given(config[member]);
    const problem = path === undefined ? undefined : clusterPathProblem(path);
    if (problem !== undefined) throw new AppError("request.invalid", problem, { fields: [`${at}.${member}`] });
  }
}

function refuseBadOptions(platform: ComputePlatform, config: EnvironmentConfig): void {
  const options = given(config.headJobOptions);
  if (options === undefined) return;
  const fields = [`${at}.headJobOptions`];
  try {
    const problem = headJobOptionProblem(schedulerKindOf(platform), splitOptionWords(options));
    if (problem !== undefined) throw new AppError("request.invalid", problem, { fields });
  } catch (error) {
    if (!isAppError(error, "scheduler.rejected")) throw error;
    throw new AppError("request.invalid", error.message, { fields, cause: error });
  }
}
