import { AltairComputeConfig, computePlatforms, GridComputeConfig, LocalComputeConfig, LsfComputeConfig } from "@postern/contracts";
import type { ComputePlatform } from "@postern/contracts";
import { AppError, clusterPathProblem, isAppError } from "@postern/domain";
import { headJobOptionProblem, splitOptionWords } from "@postern/schedulers";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { schedulerKindOf } from "../../clusters/scheduler-of-platform.ts";
import { cleanText } from "../../clean-text.ts";
import { given } from "../../given.ts";
import { fieldOfFailure, schemaProblem } from "../../http/schema-problem.ts";
import type { SchemaFailure } from "../../http/schema-problem.ts";
import { isSecretName } from "@postern/domain";
import type { EnvironmentConfig } from "./environment.ts";

const at = "computeEnv.config";
/** Clients send members of clusters with it, and a launch directory is of use there too. */
const AnyLocalConfig = Type.Object({ ...GridComputeConfig.properties, ...LocalComputeConfig.properties });
const grid = { checker: Compile(GridComputeConfig), members: GridComputeConfig.properties };
const altair = { checker: Compile(AltairComputeConfig), members: AltairComputeConfig.properties };
const lsf = { checker: Compile(LsfComputeConfig), members: LsfComputeConfig.properties };
const local = { checker: Compile(AnyLocalConfig), members: AnyLocalConfig.properties };

/** @throws environment.platform_unsupported, which names the platform. */
export function toPlatform(name: string): ComputePlatform {
  const platform = computePlatforms.find((known) => known === name);
  if (platform !== undefined) return platform;
  throw new AppError("environment.platform_unsupported", `Compute environments of the platform ${name} cannot be made here yet.`, {
    fields: ["computeEnv.platform"],
  });
}

/**
 * Reads the settings of an environment. The platform decides their schema; a `discriminator` must agree with it. Members that nobody here
 * knows, as in a file of another version, are left out: what is kept is shown to everybody who may see the environment.
 *
 * @throws request.invalid naming the member at fault, also one that nobody knows and whose name says that it is a secret.
 */
export function readConfig(platform: ComputePlatform, value: unknown): EnvironmentConfig {
  refuseOtherPlatform(platform, value);
  const { checker, members } = schemaOf(platform);
  if (!checker.Check(value)) throw invalid(checker.Errors(value)[0]);
  const sent = Object.entries(value).filter(([name, member]) => member !== null && name !== "discriminator");
  refuseSecrets(sent.filter(([name]) => !Object.hasOwn(members, name)));
  const config = Object.fromEntries(sent.filter(([name]) => Object.hasOwn(members, name))) as EnvironmentConfig;
  refuseBadPaths(config);
  refuseBadOptions(platform, config);
  return config;
}

function schemaOf(platform: ComputePlatform): typeof grid | typeof altair | typeof lsf | typeof local {
  if (platform === "local-platform") return local;
  if (platform === "altair-platform") return altair;
  return platform === "lsf-platform" ? lsf : grid;
}

// Somebody counts on it that it is used. Left out without a word, it would be looked for in vain; kept, it would be seen by all.
function refuseSecrets(unknown: readonly (readonly [string, unknown])[]): void {
  const [name] = unknown.find(([member, value]) => value !== "" && isSecretName(member)) ?? [];
  if (name === undefined) return;
  const field = `${at}.${cleanText(name).slice(0, 100)}`;
  throw new AppError("request.invalid", `${field} looks like a secret, which settings do not hold: keep it as a credential.`, {
    fields: [field],
  });
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
