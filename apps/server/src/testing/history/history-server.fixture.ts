import type { Database } from "@postern/database";
import { silentLogger } from "@postern/domain";
import type { ManualClock } from "@postern/testing";
import type { CommandChannel } from "@postern/transport";
import type { ComputeEnvironment } from "../../features/compute-envs/environment.ts";
import { HeadJobSubmitter } from "../../features/launches/submit/head-job-submitter.ts";
import { listClusters, sweepCluster } from "../../features/launches/sweep/cluster-sweep.ts";
import { HeadJobFollower } from "../../features/launches/sweep/head-job-follower.ts";
import { JointAnswers } from "../../features/launches/sweep/joint-answers.ts";
import { QuestionBudget } from "../../features/launches/sweep/question-budget.ts";
import { SweepPace } from "../../features/launches/sweep/sweep-pace.ts";
import type { RunService } from "../../features/runs/service.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import { alwaysReady, noRegistries, noVariables } from "../no-registries.fixture.ts";

/** What all schedules share: the database is real, and so is everything that writes to it. */
export interface HistoryStage {
  readonly database: Database;
  readonly clock: ManualClock;
  readonly live: LiveEvents;
  readonly runs: RunService;
  readonly environment: ComputeEnvironment;
}

/** Lets a server write something down, or die before or after it. */
export type Mortal = <Answer>(act: () => Promise<Answer>) => Promise<Answer>;

interface ServerLife {
  /** Opens the way to the cluster. */
  readonly open: () => Promise<CommandChannel>;
  readonly mortal: Mortal;
  readonly team: { readonly isLeading: () => boolean; readonly hasOthers: boolean };
}

/** What one server does about head jobs, from its start to its death. */
export interface HistoryServer {
  readonly submitter: HeadJobSubmitter;
  readonly sweep: () => Promise<void>;
}

/** The product's own parts, over the database of the stage and whatever way to the cluster is given. */
export function openHistoryServer(stage: HistoryStage, { open, mortal, team }: ServerLife): HistoryServer {
  const { clock, database, environment, live } = stage;
  const own = {
    ...{ database, clock, log: silentLogger, channels: { open }, runs: mortalRuns(stage.runs, mortal) },
    ...{ ready: alwaysReady, registries: noRegistries, variables: noVariables, listJumpHosts: () => Promise.resolve([]) },
    tokens: { mintRunToken: () => Promise.resolve("token"), endRunTokens: () => mortal(() => Promise.resolve()) },
    environments: {
      findEnvironment: () => Promise.resolve(environment),
      markUsed: () => Promise.resolve(),
      requireLaunch: () => Promise.resolve(),
    },
    credentials: {
      markUsed: () => Promise.resolve(),
      findAgentConnection: () => Promise.resolve(undefined),
      findSshSignIn: () => Promise.resolve(undefined),
    },
  };
  const places = { findRights: () => Promise.resolve(undefined) };
  const submitter = new HeadJobSubmitter({ ...own, places, publicUrl: () => "https://postern.example.org", authorityPem: undefined });
  const follower = new HeadJobFollower({ ...own, live, submitter });
  const asking = {
    budget: new QuestionBudget(clock, 30),
    pace: new SweepPace(clock, 30_000),
    answers: new JointAnswers(() => clock.now()),
  };
  const known = {
    hasOthers: team.hasOthers,
    get isLeading() {
      return team.isLeading();
    },
  };
  const parts = { ...own, ...asking, submitter, follower, team: known };
  const sweep = async (): Promise<void> => {
    for (const key of await listClusters(parts)) await sweepCluster(parts, { key, neighbours: [], since: clock.now(), isOutOfTurn: false });
  };
  return { submitter, sweep };
}

function mortalRuns(runs: RunService, mortal: Mortal): RunService {
  return new Proxy(runs, {
    get: (whole, name) => {
      const member: unknown = Reflect.get(whole, name, whole);
      if (typeof member !== "function") return member;
      const call = (...given: unknown[]) => Reflect.apply(member, whole, given) as Promise<unknown>;
      return name === "settle" || name === "noteReason" || name === "findRun"
        ? (...given: unknown[]) => mortal(() => call(...given))
        : call;
    },
  });
}
