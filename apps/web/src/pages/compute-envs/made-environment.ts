import type {
  ComputeConfigAnswer,
  ComputeEnv,
  EditComputeEnvRequest,
  EnvironmentResourcesResponse,
  NodeSetupResponse,
  JumpHostsResponse,
  LaunchRulesResponse,
  RegistriesResponse,
  SecretVariablesResponse,
} from "@postern/contracts";
import { isSame } from "../../hooks/draft.ts";
import { configOf, emptyEnvironment, isOverSsh } from "./environment-form.ts";
import type { EnvironmentValues } from "./environment-form.ts";
import { jobValues } from "./job-form.ts";
import { jumpHostValues } from "./jump-host-form.ts";
import { nodeValues } from "./nodes/node-form.ts";
import { resourceValues } from "./resource-form.ts";
import { secretVariableValues, withoutKept } from "./secret-variables/secret-variable-form.ts";

/** An environment as it stands in the form; without jump hosts and resources, which have answers of their own. */
export function valuesOfEnvironment({
  name,
  description,
  platform,
  credentialsId,
  managedIdentityId,
  config,
}: Pick<ComputeEnv, "name" | "description" | "platform" | "credentialsId" | "managedIdentityId" | "config">): EnvironmentValues {
  const { hostName, userName, workDir, launchDir, headQueue, computeQueue, headJobOptions } = config;
  const { preRunScript, postRunScript, nextflowConfig, environment: variables } = config;
  return {
    ...emptyEnvironment,
    ...{ name, platform, port: String(config.port ?? 22), jobs: jobValues(config) },
    ...withoutNothing({
      description,
      credentialsId,
      managedIdentityId,
      hostName,
      userName,
      workDir,
      launchDir,
      headQueue,
      computeQueue,
      headJobOptions,
    }),
    ...withoutNothing({ preRunScript, postRunScript, nextflowConfig, variables }),
  };
}

/** All that an environment is, read from the answers that tell it. */
export interface WholeEnvironment {
  readonly environment: ComputeEnv;
  readonly resources: EnvironmentResourcesResponse;
  readonly nodeSetup: NodeSetupResponse;
  readonly launchRules: LaunchRulesResponse;
  readonly jumpHosts: JumpHostsResponse;
  readonly registries: RegistriesResponse;
  readonly secretVariables: SecretVariablesResponse;
}

/** For a second one that is like it. */
export function duplicateValues({
  environment,
  resources,
  nodeSetup,
  launchRules,
  jumpHosts,
  registries,
  secretVariables,
}: WholeEnvironment): EnvironmentValues {
  return {
    ...valuesOfEnvironment(environment),
    name: `${environment.name.slice(0, 95)}-copy`,
    resources: resourceValues(resources),
    nodes: nodeValues(nodeSetup),
    launchRules: launchRules.rules === null ? undefined : { platform: environment.platform, rules: launchRules.rules },
    nextflowVersion: chosenVersion(launchRules),
    jumpHosts: jumpHostValues(jumpHosts).lines,
    labels: environment.labels,
    // Nobody is shown their values: they are typed again, or taken out.
    secretVariables: withoutKept(secretVariableValues(secretVariables).lines),
    registryCredentialsIds: registries.registries.map(({ credentialsId }) => credentialsId),
  };
}

/** What its launches get that name none, which is known without asking the cluster. */
function chosenVersion({ options }: LaunchRulesResponse): string {
  const own = options.find(({ name }) => name === "nextflowVersion")?.own;
  return typeof own === "string" ? own : "";
}

/** What is changed, and nothing else. @param provider of the chosen credential; undefined while it is not known. */
export function editRequest(values: EnvironmentValues, base: ComputeEnv, provider: string | undefined): EditComputeEnvRequest {
  const was = valuesOfEnvironment(base);
  const config = configOf(values, provider);
  // What a client said about the host of an agent is not ours to drop.
  const address = isOverSsh(values, provider) ? {} : addressOf(base.config);
  const [name, description] = [values.name.trim(), values.description.trim()];
  return {
    computeEnv: {
      ...(name === was.name ? {} : { name }),
      ...(description === was.description ? {} : { description }),
      ...(values.credentialsId === was.credentialsId || values.credentialsId === "" ? {} : { credentialsId: values.credentialsId }),
      ...(isSame(config, configOf(was, provider)) ? {} : { config: { ...address, ...config } }),
    },
    lastUpdated: base.lastUpdated,
  };
}

/** Whether the cluster is looked at anew after the change. */
export const isCheckedAfter = ({ computeEnv }: EditComputeEnvRequest): boolean =>
  computeEnv.config !== undefined || computeEnv.credentialsId !== undefined;

const addressOf = ({ hostName, port, userName }: ComputeConfigAnswer) => withoutNothing({ hostName, port, userName });

/** Without the members that have no value. */
export function withoutNothing<Members extends object>(members: Members): { [Name in keyof Members]?: NonNullable<Members[Name]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== undefined)) as {
    [Name in keyof Members]?: NonNullable<Members[Name]>;
  };
}
