import type {
  ComputeEnv,
  DescribeWorkflowResponse,
  ListWorkflowsElement,
  Static,
  SubmitWorkflowLaunchRequest,
  WorkflowLaunch,
  WorkflowLaunchRequest,
} from "@postern/contracts";
import { AppError, isTerminal } from "@postern/domain";
import { failBySentinel, noContent, ok, pageOf } from "../http.ts";
import type { Route } from "../http.ts";
import { progressOfTasks } from "../progress.ts";
import { emptyWorkflow } from "../runs-seed.ts";
import { isoAt, nextId } from "../state.ts";
import type { MockRun, MockState } from "../state.ts";
import { refuseOutOfBounds } from "./launch-rules.ts";
import { getEnvironment } from "./compute-envs.ts";

export const runRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: "/api/workflow",
    answer: ({ query }) => {
      const found = state.runs.filter((run) => matches(state, run, query.get("search") ?? ""));
      const workflows = pageOf(found, query).map(elementOf);
      return ok({ workflows, totalSize: found.length, hasMore: false });
    },
  },
  {
    method: "POST",
    path: "/api/workflow/launch",
    answer: ({ body, query }) => {
      const { launch } = body as Static<typeof SubmitWorkflowLaunchRequest>;
      failBySentinel(launch.runName ?? "");
      if (launch.pipeline.includes("not-there")) {
        throw new AppError("launch.pipeline_not_found", `The pipeline ${launch.pipeline} was not found.`, { fields: ["/launch/pipeline"] });
      }
      if (launch.pipeline.includes("no-room") && query.get("anyway") !== "true") throw notReady();
      return ok({ workflowId: launchRun(state, launch).workflow.id });
    },
  },
  { method: "GET", path: "/api/workflow/:id", answer: ({ params }) => ok(describe(state, getRun(state, params["id"]))) },
  {
    method: "DELETE",
    path: "/api/workflow/:id",
    answer: ({ params }) => {
      const run = getRun(state, params["id"]);
      if (!isTerminal(run.workflow.status)) throw new AppError("run.active", "The run is active.");
      state.runs = state.runs.filter((one) => one !== run);
      return noContent;
    },
  },
  { method: "GET", path: "/api/workflow/:id/launch", answer: ({ params }) => ok({ launch: getRun(state, params["id"]).launch }) },
  {
    method: "POST",
    path: "/api/workflow/:id/cancel",
    answer: ({ params }) => {
      const run = getRun(state, params["id"]);
      if (isTerminal(run.workflow.status)) throw new AppError("run.ended", "The run has ended.");
      run.isCancelling = true;
      return noContent;
    },
  },
];

export function getRun(state: MockState, id: string | undefined): MockRun {
  const run = state.runs.find((one) => one.workflow.id === id);
  if (run === undefined) throw new AppError("run.not_found", `The run ${id ?? ""} was not found.`);
  return run;
}

const notReady = (): AppError => {
  const cure = "Free some space or quota there, or choose another directory.";
  return new AppError(
    "launch.not_ready",
    `Compute environment gadi is not ready for a run. Work directory: There is no space left. ${cure}`,
  );
};

function matches({ environments }: MockState, { workflow, environmentId }: MockRun, search: string): boolean {
  const environment = environments.find(({ id }) => id === environmentId);
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => {
      if (word.startsWith("status:")) return workflow.status.toLowerCase() === word.slice(7);
      if (word.startsWith("env:")) return [environment?.id, environment?.name].includes(word.slice(4));
      return `${workflow.runName} ${workflow.projectName}`.toLowerCase().includes(word);
    });
}

const elementOf = (run: MockRun): ListWorkflowsElement => ({
  workflow: run.workflow,
  progress: progressOfTasks(run.tasks),
  orgId: null,
  orgName: null,
  workspaceId: null,
  workspaceName: null,
  labels: [],
});

function describe(state: MockState, run: MockRun): DescribeWorkflowResponse {
  const environment = state.environments.find((one) => one.id === run.environmentId);
  const resources = state.resources.get(run.environmentId ?? "") ?? null;
  return {
    workflow: run.workflow,
    progress: progressOfTasks(run.tasks),
    platform: environment === undefined ? null : { id: environment.id, name: environment.name },
    jobInfo: { operationId: run.workflow.operationId, status: headJobState(run), message: run.waitReason, exitCode: null, resources },
    messages: run.messages,
    labels: [],
    orgId: null,
    orgName: null,
    workspaceId: null,
    workspaceName: null,
    optimized: null,
  };
}

/** As the server says it; of an ended run, what was seen last. */
const headJobState = (run: MockRun): string => (run.workflow.status === "SUBMITTED" ? "queued" : "running");

export function launchRun(state: MockState, wish: WorkflowLaunchRequest): MockRun {
  const environment = getEnvironment(state, wish.computeEnvId ?? undefined);
  refuseOutOfBounds(state, wish);
  const id = nextId(state, 14);
  const workflow = {
    ...emptyWorkflow(id, state.now()),
    runName: wish.runName ?? `quick_${id.replaceAll("x", "")}`,
    projectName: wish.pipeline,
    revision: orNull(wish.revision),
    workDir: wish.workDir ?? environment.config.workDir,
  };
  const run: MockRun = {
    workflow,
    launch: launchAsAsked({ wish, environment, id, atMs: state.now() }),
    environmentId: environment.id,
    tasks: [],
    log: [],
    waitReason: "Resources",
    messages: [],
    isCancelling: false,
  };
  state.runs = [run, ...state.runs];
  state.publish({ type: "run", runId: id, workspaceId: state.workspaceId, status: "SUBMITTED" });
  return run;
}

interface AskedLaunch {
  readonly wish: WorkflowLaunchRequest;
  readonly environment: ComputeEnv;
  readonly id: string;
  readonly atMs: number;
}

const launchAsAsked = ({ wish, environment, id, atMs }: AskedLaunch): WorkflowLaunch => ({
  id: `l-${id}`,
  pipeline: wish.pipeline,
  revision: orNull(wish.revision),
  commitId: null,
  workDir: wish.workDir ?? environment.config.workDir,
  runName: orNull(wish.runName),
  sessionId: null,
  configProfiles: orNull(wish.configProfiles),
  configText: orNull(wish.configText),
  paramsText: orNull(wish.paramsText),
  preRunScript: orNull(wish.preRunScript),
  postRunScript: null,
  nextflowVersion: null,
  overrides: orNull(wish.overrides),
  mainScript: null,
  entryName: null,
  pullLatest: wish.pullLatest === true,
  stubRun: wish.stubRun === true,
  resume: wish.resume === true,
  resumeDir: null,
  resumeCommitId: null,
  computeEnv: environment,
  dateCreated: isoAt(atMs),
});

const orNull = <Value>(value: Value | undefined): Value | null => value ?? null;
