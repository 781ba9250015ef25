import { isAppError, toComputeEnvId, toUserId } from "@postern/domain";
import type { LaunchBound, LaunchRules } from "@postern/domain";
import { headJobOptionProblem, slurmScheduler, splitOptionWords } from "@postern/schedulers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { optionsOfPlatform } from "../../../clusters/platform-options.ts";
import type { ComputeEnvironment } from "../../compute-envs/environment.ts";
import type { LaunchRecord } from "../bundle/launch-plan.ts";
import { refuseOutOfBounds } from "./judge-launch.ts";
import { withOverrides } from "./overrides.ts";
import type { Overrides, Settings } from "./overrides.ts";
import { readOverrides } from "./read-overrides.ts";

/** What sbatch understands of its words, as `getopt_long` reads them: the last of several wins. */
const meanings: Readonly<Record<string, keyof Asked>> = {
  ...{
    p: "queue",
    partition: "queue",
    A: "account",
    account: "account",
    q: "qos",
    qos: "qos",
    t: "wallTimeSeconds",
    time: "wallTimeSeconds",
  },
  ...{ mem: "memoryMb", c: "cpus", "cpus-per-task": "cpus", C: "constraint", constraint: "constraint" },
};
/** Others that take a value. */
const valued = ["J", "D", "o", "comment", "gres", "signal"];

interface Asked {
  readonly queue?: string;
  readonly account?: string;
  readonly qos?: string;
  readonly wallTimeSeconds?: string;
  readonly memoryMb?: string;
  readonly cpus?: string;
  readonly constraint?: string;
}

const longNames = [...Object.keys(meanings), ...valued].filter((name) => name.length > 1);

function readAsSbatch(words: readonly string[]): Asked {
  const asked: Record<string, string> = {};
  for (let index = 1; index < words.length - 1; index += 1) {
    const { name, attached } = readWord(words[index] ?? "");
    const takesValue = attached === undefined && (Object.hasOwn(meanings, name) || valued.includes(name));
    if (takesValue) index += 1;
    const value = takesValue ? words[index] : attached;
    const meant = meanings[name];
    if (meant !== undefined && value !== undefined) asked[meant] = value;
  }
  return asked;
}

/** A long name may be cut; of the short ones only `H` takes no value, so that another may follow it. */
function readWord(word: string): { readonly name: string; readonly attached: string | undefined } {
  const [, typed, value] = /^--([^=]*)(?:=(.*))?$/.exec(word) ?? [];
  if (typed !== undefined) return { name: longNames.find((name) => name.startsWith(typed)) ?? typed, attached: value };
  const [, letter = "", rest] = /^-H?(.)(.+)?$/.exec(word) ?? [];
  return { name: letter, attached: rest };
}

function render({ config, resources }: Settings): Asked {
  const { words } = slurmScheduler.renderSubmit({
    ...{ name: "nf-workflow-1", scriptPath: "/w/x.sh", workDir: "/w", outputPath: "/w/x.log", resources },
    extraOptions: splitOptionWords(config.headJobOptions ?? ""),
    ...(config.headQueue === undefined ? {} : { queue: config.headQueue }),
  });
  return readAsSbatch(words);
}

const raw = fc.constantFrom(
  ...["", "--gres=gpu:1", "-p vip", "-pvip", "--part=vip", "--account vip", "-Hqvip", "-t 99:00:00", "--time=99:00:00", "--mem=999G"],
  ...[
    "-c 99",
    "--cpus-per 99",
    "--constraint=vip",
    "--comment -p",
    "--exclusive",
    "--signal=B:USR2@60",
    "--verb -pvip",
    "--of-the-site -qvip",
  ],
);
const names = fc.constantFrom("short", "long", "vip");
const resources = {
  ...{ account: names, qos: names, constraint: names },
  ...{
    wallTimeSeconds: fc.integer({ min: 60, max: 7200 }),
    memoryMb: fc.integer({ min: 1, max: 8000 }),
    cpus: fc.integer({ min: 1, max: 8 }),
  },
};
const settings = fc.record({
  config: fc.record({ workDir: fc.constant("/w"), headQueue: names, headJobOptions: raw }, { requiredKeys: ["workDir"] }),
  resources: fc.record(resources, { requiredKeys: [] }),
});
const members = { ...resources, queue: names, headJobOptions: raw };
/** Few at once: of many, one is nearly always refused. */
const wishes = fc
  .tuple(fc.record(members), fc.subarray(Object.keys(members), { minLength: 1, maxLength: 3 }))
  .map(([all, chosen]): Overrides => Object.fromEntries(Object.entries(all).filter(([name]) => chosen.includes(name))));
const simple = fc.constantFrom<LaunchBound>({ allow: "no" }, { allow: "any" });
const choice = fc.oneof(
  simple,
  fc.subarray(["short", "long"], { minLength: 1 }).map((values): LaunchBound => ({ allow: "within", values })),
);
const amount = (most: number) =>
  fc.oneof(
    simple,
    fc
      .tuple(fc.nat(most), fc.nat(most))
      .map(([one, other]): LaunchBound => ({ allow: "within", min: Math.min(one, other), max: Math.max(one, other) })),
  );
const rules: fc.Arbitrary<LaunchRules> = fc.record(
  {
    ...{ queue: choice, account: choice, qos: choice, constraint: choice, headJobOptions: simple },
    ...{ wallTimeSeconds: amount(7200), memoryMb: amount(8000), cpus: amount(8) },
  },
  { requiredKeys: [] },
);

function environmentOf({ config, resources: own }: Settings, launchRules: LaunchRules | undefined): ComputeEnvironment {
  const [id, userId] = [toComputeEnvId("1"), toUserId(1)];
  const unused = { description: null, credentialId: null, statusReason: null, isPrimary: true, isUseLimited: false, checkSteps: [] };
  const times = {
    checkStartedAt: null,
    checkUserId: userId,
    checkFinishedAt: null,
    ...{ checkReason: "asked" as const, isCheckScheduled: true, nextCheckAt: null, checkFailures: 0 },
    createdAt: 1,
    updatedAt: 1,
    lastUsedAt: null,
    deletedAt: null,
  };
  const known = { id, userId, workspaceId: null, name: "gadi", platform: "slurm-platform", status: "AVAILABLE" } as const;
  return { ...known, ...unused, ...times, config, resources: own, nodeSetup: {}, ...(launchRules === undefined ? {} : { launchRules }) };
}

/** As a launch does it; undefined when it was refused. */
async function launch(environment: ComputeEnvironment, sent: Overrides): Promise<Settings | undefined> {
  try {
    const overrides = readOverrides(environment, { overrides: { ...sent, variables: null } });
    const merged = withOverrides(environment, overrides);
    const record: LaunchRecord = {
      ...{ computeEnvId: "1", runName: "a", sessionId: "s", pipeline: "/p", workDir: "/w" },
      ...merged,
      overrides,
    };
    await refuseOutOfBounds({ record, environment });
    return merged;
  } catch (error) {
    if (isAppError(error, "launch.out_of_bounds") || isAppError(error, "request.invalid")) return undefined;
    throw error;
  }
}

function isWithin(bound: LaunchBound, asked: string): boolean {
  if (bound.allow !== "within") return bound.allow === "any";
  return bound.values === undefined ? isBetween(bound, amountOf(asked)) : bound.values.includes(asked);
}

const isBetween = ({ min = 0, max = Infinity }: { readonly min?: number; readonly max?: number }, amountAsked: number): boolean =>
  amountAsked >= min && amountAsked <= max;

/** Seconds of a time, megabytes of a size, or the number itself. */
function amountOf(text: string): number {
  const [hours = "", minutes = "0", seconds = "0"] = text.split(":");
  return text.includes(":") ? (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds) : Number(text.replace(/M$/, ""));
}

test("whatever is launched, sbatch is asked for what the environment says or for what the rules allow", async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(settings, fc.option(rules, { nil: undefined }), wishes, async (own, launchRules, wanted) => {
      fc.pre(headJobOptionProblem("slurm", splitOptionWords(own.config.headJobOptions ?? "")) === undefined);
      const launched = await launch(environmentOf(own, launchRules), wanted);
      if (launched === undefined) return;
      const [before, after] = [render(own), render(launched)];
      for (const [name, asked] of Object.entries(after) as [keyof Asked, string][]) {
        if (asked === before[name]) continue;
        taken += 1;
        const bound = launchRules?.[name] ?? { allow: "no" };
        expect(isWithin(bound, asked), `${name} ${asked} of ${JSON.stringify({ own, launchRules, wanted })}`).toBe(true);
      }
    }),
    { numRuns: 4000 },
  );

  // It would hold as well if nothing were ever let through.
  expect(taken).toBeGreaterThan(100);
});

test("what is let through arrives: no wish is taken and then lost", async () => {
  await fc.assert(
    fc.asyncProperty(settings, wishes, async (own, wanted) => {
      const everything = Object.fromEntries([...Object.keys(resources), "queue", "headJobOptions"].map((name) => [name, { allow: "any" }]));
      const launched = await launch(environmentOf(own, everything), wanted);
      if (launched === undefined) return;
      const asked = render(launched);
      for (const name of Object.keys(meanings).map((word) => meanings[word] ?? "queue")) {
        const wish = wanted[name];
        // What repeats the environment is left to it, raw options and all.
        if (wish === undefined || wish === (name === "queue" ? own.config.headQueue : own.resources[name])) continue;
        const isAsked = typeof wish === "number" ? amountOf(asked[name] ?? "") === wish : asked[name] === wish;
        expect(isAsked, `${name} ${String(wish)} became ${String(asked[name])}`).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

test("what PBS does not have keeps nobody from its raw options where everything else is open", async () => {
  const bounds = Object.fromEntries(optionsOfPlatform("altair-platform").map((option) => [option, { allow: "any" }] as const));
  const own = { config: { workDir: "/w" }, resources: {} };
  const onPbs = { ...environmentOf(own, bounds), platform: "altair-platform" } as const;
  const bounded = { ...onPbs, launchRules: { ...bounds, wallTimeSeconds: { allow: "within", max: 3600 } } } as const;

  const asked = { headJobOptions: "-l storage=gdata/ab12" };

  expect(await launch(onPbs, asked)).toMatchObject({ config: asked });
  expect(await launch(bounded, asked)).toMatchObject({ config: asked });
  expect(await launch(bounded, { headJobOptions: "-l WALLTIME=99:00:00" })).toBeUndefined();
});
