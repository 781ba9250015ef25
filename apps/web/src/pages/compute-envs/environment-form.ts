import type { CreateComputeEnvRequest, LaunchRules } from "@postern/contracts";
import { clusterPathProblem, isNextflowVersion } from "@postern/domain";
import type { ChosenLabel } from "../labels/LabelsField.tsx";
import type { EnvVariable } from "../../api/types.ts";
import { emptyJobs, jobMembers, queueSizeProblem } from "./job-form.ts";
import type { JobValues } from "./job-form.ts";
import { jumpHostProblems, jumpHostsRequest } from "./jump-host-form.ts";
import type { JumpHostLine, JumpHostProblems } from "./jump-host-form.ts";
import { emptyNodes, nodeProblems, nodeRequest } from "./nodes/node-form.ts";
import type { NodeProblems, NodeValues } from "./nodes/node-form.ts";
import { isCluster } from "./platforms.ts";
import { emptyResources, resourceProblems, resourceRequest } from "./resource-form.ts";
import type { ResourceProblems, ResourceValues } from "./resource-form.ts";
import { secretVariableProblems, secretVariablesRequest } from "./secret-variables/secret-variable-form.ts";
import type { SecretVariableLine, SecretVariableProblems } from "./secret-variables/secret-variable-form.ts";
import { sshAddressMembers, sshAddressProblems } from "./ssh-address.ts";

export interface VariableLine {
  readonly name: string;
  readonly value: string;
  readonly head: boolean;
  readonly compute: boolean;
}

/** What stands in the form; every text may be empty. */
export interface EnvironmentValues {
  readonly name: string;
  readonly description: string;
  readonly platform: string;
  readonly credentialsId: string;
  /** In its place: each person acts with a key of their own. */
  readonly managedIdentityId: string;
  /** How an SSH key is used: where, and as whom. */
  readonly hostName: string;
  readonly port: string;
  readonly userName: string;
  readonly jumpHosts: readonly JumpHostLine[];
  /** Credentials of container registries. */
  readonly registryCredentialsIds: readonly string[];
  readonly workDir: string;
  readonly launchDir: string;
  readonly headQueue: string;
  readonly computeQueue: string;
  readonly headJobOptions: string;
  readonly jobs: JobValues;
  readonly preRunScript: string;
  readonly postRunScript: string;
  readonly nextflowConfig: string;
  readonly variables: readonly VariableLine[];
  /** Of a new environment: those of one that is there are changed by themselves. */
  readonly secretVariables: readonly SecretVariableLine[];
  readonly resources: ResourceValues;
  readonly nodes: NodeValues;
  /** Of the one that it is a duplicate of; on another platform they would say nothing. */
  readonly launchRules: { readonly platform: string; readonly rules: LaunchRules } | undefined;
  /** Undefined: those that each new environment gets. */
  readonly labels: readonly ChosenLabel[] | undefined;
  /** Of a new environment; that of one that is there is chosen on its page. Empty: what is on the cluster. */
  readonly nextflowVersion: string;
}

export const emptyEnvironment: EnvironmentValues = {
  name: "",
  description: "",
  platform: "slurm-platform",
  credentialsId: "",
  managedIdentityId: "",
  hostName: "",
  port: "22",
  userName: "",
  jumpHosts: [],
  workDir: "",
  launchDir: "",
  headQueue: "",
  computeQueue: "",
  headJobOptions: "",
  jobs: emptyJobs,
  preRunScript: "",
  postRunScript: "",
  nextflowConfig: "",
  variables: [],
  secretVariables: [],
  resources: emptyResources,
  nodes: emptyNodes,
  launchRules: undefined,
  registryCredentialsIds: [],
  labels: undefined,
  nextflowVersion: "",
};

export type EnvironmentProblems = ResourceProblems &
  Partial<
    Record<
      | "workDir"
      | "launchDir"
      | "credentialsId"
      | "hostName"
      | "port"
      | "userName"
      | "variables"
      | "registryCredentialsIds"
      | "maxQueueSize"
      | "nextflowVersion",
      string
    >
  > & {
    jumpHosts?: JumpHostProblems;
    nodes?: NodeProblems;
    secretVariables?: SecretVariableProblems;
  };

/** For every part of the form. */
export interface EnvironmentFieldsProps {
  readonly values: EnvironmentValues;
  readonly problems: EnvironmentProblems;
  readonly onChange: (changed: Partial<EnvironmentValues>) => void;
}

/**
 * What keeps the form from being sent; empty when nothing does. The name has a check of its own.
 *
 * @param provider of the chosen credential; undefined while it is not known.
 */
export function environmentProblems(values: EnvironmentValues, provider: string | undefined): EnvironmentProblems {
  const problems: EnvironmentProblems = isCluster(values) ? clusterProblems(values) : {};
  if (isOverSsh(values, provider)) Object.assign(problems, sshProblems(values));
  if (values.workDir === "") problems.workDir = "The work directory is needed.";
  else Object.assign(problems, pathProblem("workDir", values.workDir));
  if (values.launchDir !== "") Object.assign(problems, pathProblem("launchDir", values.launchDir));
  if (isCluster(values) && values.credentialsId === "" && values.managedIdentityId === "")
    problems.credentialsId = "Choose the credential that reaches the cluster.";
  const bad = values.variables.find((line) => !isVariableName(line.name) && !isBlank(line));
  if (bad !== undefined) problems.variables = `“${bad.name}” is no name of a variable: letters, digits, underscores, no digit first.`;
  return { ...problems, ...partProblems(values) };
}

/** Of parts whose fields have problems of their own. */
function partProblems(values: EnvironmentValues): Pick<EnvironmentProblems, "nextflowVersion" | "nodes" | "secretVariables"> {
  const [nodes, secretVariables] = [nodeProblems(values.nodes), secretVariableProblems(values.secretVariables)];
  const version = values.nextflowVersion.trim();
  return {
    ...(version === "" || isNextflowVersion(version) ? {} : { nextflowVersion: "Give a version such as 24.10.4 or 25.01.0-edge." }),
    ...(Object.keys(nodes).length === 0 ? {} : { nodes }),
    ...(Object.keys(secretVariables).length === 0 ? {} : { secretVariables }),
  };
}

function clusterProblems({ resources, jobs, platform }: EnvironmentValues): EnvironmentProblems {
  const maxQueueSize = queueSizeProblem(jobs);
  return { ...resourceProblems(resources, platform), ...(maxQueueSize === undefined ? {} : { maxQueueSize }) };
}

/**
 * A credential that another platform cannot use is not chosen; on the way back it is again. Undefined: not known yet which ones can be
 * used.
 */
export function withUsableCredential(values: EnvironmentValues, usable: readonly { readonly id: string }[] | undefined): EnvironmentValues {
  const isUsable = usable === undefined || usable.some(({ id }) => id === values.credentialsId);
  return isUsable ? values : { ...values, credentialsId: "" };
}

/** Why the name of an environment is refused; `undefined` when it is good. */
export function environmentNameProblem(name: string): string | undefined {
  if (name === "") return "A name is needed.";
  if (name.length > 100) return "A name has at most 100 characters.";
  return /^[A-Za-z0-9_-]+$/.test(name) ? undefined : "Use letters, digits, dashes and underscores only.";
}

/** The request; members without a value are left out, and what the platform or the way to the cluster does not know. */
export function environmentRequest(values: EnvironmentValues, provider: string | undefined): CreateComputeEnvRequest {
  const resources = isCluster(values) ? resourceRequest(values.resources, values.platform) : {};
  const nodeSetup = nodeRequest(values.nodes);
  const jumpHosts = isOverSsh(values, provider) ? jumpHostsRequest(values.jumpHosts) : [];
  const registries = [...values.registryCredentialsIds];
  const secretVariables = secretVariablesRequest(values.secretVariables);
  return {
    ...(Object.keys(resources).length === 0 ? {} : { resources }),
    ...(Object.keys(nodeSetup).length === 0 ? {} : { nodeSetup }),
    ...rulesOf(values),
    ...filled("nextflowVersion", values.nextflowVersion.trim()),
    ...(jumpHosts.length === 0 ? {} : { jumpHosts }),
    ...(registries.length === 0 ? {} : { registryCredentialsIds: registries }),
    ...(secretVariables.length === 0 ? {} : { secretVariables }),
    ...(values.labels === undefined ? {} : { labelIds: values.labels.map(({ id }) => id) }),
    computeEnv: {
      name: values.name,
      platform: values.platform,
      ...filled("description", values.description),
      ...filled("credentialsId", values.credentialsId),
      ...filled("managedIdentityId", values.managedIdentityId),
      config: configOf(values, provider),
    },
  };
}

const rulesOf = ({ launchRules, platform }: EnvironmentValues) =>
  launchRules?.platform === platform ? { launchRules: launchRules.rules } : {};

/** The settings of the request. */
export function configOf(values: EnvironmentValues, provider: string | undefined): Readonly<Record<string, unknown>> {
  const common = {
    discriminator: values.platform,
    workDir: values.workDir.trim(),
    ...filled("preRunScript", values.preRunScript),
    ...filled("postRunScript", values.postRunScript),
    ...filled("nextflowConfig", values.nextflowConfig),
    ...variablesOf(values.variables),
  };
  if (!isCluster(values)) return common;
  return {
    ...common,
    ...(isOverSsh(values, provider) ? sshAddressMembers(values) : {}),
    ...filled("launchDir", values.launchDir),
    ...filled("headQueue", values.headQueue),
    ...filled("computeQueue", values.computeQueue),
    ...filled("headJobOptions", values.headJobOptions),
    ...jobMembers(values.jobs, values.platform),
  };
}

/** The cluster is reached with a key of one's own, not through an agent. */
export const isOverSsh = (values: Pick<EnvironmentValues, "platform">, provider: string | undefined): boolean =>
  isCluster(values) && provider === "ssh";

function sshProblems(values: EnvironmentValues): EnvironmentProblems {
  const jumpHosts = jumpHostProblems(values.jumpHosts);
  return { ...sshAddressProblems(values, "login node"), ...(Object.keys(jumpHosts).length === 0 ? {} : { jumpHosts }) };
}

const pathProblem = (name: "workDir" | "launchDir", path: string): EnvironmentProblems => {
  const problem = clusterPathProblem(path);
  return problem === undefined ? {} : { [name]: problem };
};
const isVariableName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
const isBlank = (line: VariableLine): boolean => line.name === "" && line.value === "";

const filled = <Name extends string>(name: Name, value: string): Partial<Record<Name, string>> =>
  value.trim() === "" ? {} : ({ [name]: value.trim() } as Record<Name, string>);

function variablesOf(lines: readonly VariableLine[]): { readonly environment?: EnvVariable[] } {
  const environment = lines.filter((line) => !isBlank(line)).map((line) => ({ ...line }));
  return environment.length === 0 ? {} : { environment };
}
