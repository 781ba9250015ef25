import type { WorkflowLaunchRequest } from "@postern/contracts";
import type { NodeSetup, RunId } from "@postern/domain";
import type { JobResources } from "@postern/schedulers";
import { given } from "../../../given.ts";
import type { LentVariables } from "./secret-variables.ts";
import type { Overrides } from "../overrides/overrides.ts";
import type { EnvironmentConfig } from "../../compute-envs/environment.ts";

/** What is kept of a launch with its run: the request, with everything that the server decided filled in. */
export type LaunchRecord = Omit<WorkflowLaunchRequest, "computeEnvId" | "overrides" | "runName" | "sessionId" | "workDir"> & {
  readonly computeEnvId: string;
  readonly runName: string;
  readonly sessionId: string;
  /** As given; may hold variables of the agent. */
  readonly workDir: string;
  /** Where the files of the run were put; absent until then. */
  readonly launchDir?: string;
  /**
   * The settings of the environment at the launch, since it may be edited while the launch waits for its cluster, with what the launch says in
   * their place. Absent in launches of versions that did not keep them.
   */
  readonly config?: EnvironmentConfig;
  /** The credential with which the environment was reached then; null where none is needed. Absent where `config` is. */
  readonly credentialId?: string | null;
  /** What its head job asks for, as the environment said at the launch, or the launch itself: a run keeps what it started with. */
  readonly resources?: JobResources;
  /** How its nodes are made ready, likewise. */
  readonly nodeSetup?: NodeSetup;
  /** The version of Nextflow that the environment was to use then: a launch that was given it did not choose one. */
  readonly ownNextflowVersion?: string;
  /** What the launch said itself, to be judged again before it is submitted. */
  readonly overrides?: Overrides;
};

/** Everything that the files of one run are rendered from. Paths are absolute, without variables. */
export interface LaunchPlan {
  readonly runId: RunId;
  readonly record: LaunchRecord;
  readonly config: EnvironmentConfig;
  readonly launchDir: string;
  readonly workDir: string;
  /** Address of the API as Nextflow reaches it, such as `https://host/api`. */
  readonly endpoint: string;
  /** PEM of the authority behind the endpoint, where the server made it itself; undefined when Java trusts the endpoint or needs not. */
  readonly authorityPem: string | undefined;
  /** Whether credentials of container registries go along. */
  readonly hasRegistries: boolean;
  /** Where the environment keeps versions of Nextflow. */
  readonly nextflowFolder: string;
  /** How nodes are made ready, with the folder of images as the account has it. */
  readonly nodes: NodeSetup;
  /** Secret variables that go along. */
  readonly lent: LentVariables | undefined;
  /** Nextflow's name for the scheduler of the tasks. */
  readonly executor: string;
  /** The variable in which its scheduler tells a job its id. */
  readonly jobIdVariable: string | undefined;
  /** Directive lines of the scheduler. */
  readonly header: readonly string[];
}

/** What the user wants to run around Nextflow: the script of the launch, else that of the environment. */
export function scriptsOf({ record, config }: Pick<LaunchPlan, "record" | "config">) {
  return {
    preRun: given(record.preRunScript) ?? given(config.preRunScript),
    postRun: given(record.postRunScript) ?? given(config.postRunScript),
  };
}

/** Parameters as Nextflow reads them from a file. */
export interface ParamsFile {
  readonly ending: "json" | "yml";
  readonly text: string;
}

/** JSON is kept as such; anything else is taken for YAML. `undefined` when there are none. */
export function paramsFileOf(record: Pick<LaunchRecord, "paramsText">): ParamsFile | undefined {
  const text = record.paramsText ?? "";
  if (text.trim() === "") return undefined;
  return { ending: isJson(text) ? "json" : "yml", text };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
