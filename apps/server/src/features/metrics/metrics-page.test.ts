import { toComputeEnvId } from "@postern/domain";
import { expect, test } from "vitest";
import { MetricsPage } from "./metrics-page.ts";
import type { SchedulerAccountNow, SchedulerQuestions } from "./sources.ts";

const account = "slurm key k ssh jane@login.example.org:22";
const now: SchedulerAccountNow = {
  ...{ account, computeEnvId: toComputeEnvId("env1"), askedInLastMinute: 5 },
  ...{ intervalMs: 90_000, answerMs: 8500, startedAt: 1_700_000_000_000, questions: 1 },
};

function open(questions: Partial<SchedulerQuestions> = {}) {
  const current: SchedulerQuestions = { isAskedHere: true, perMinute: 30, asked: [], accounts: [], ...questions };
  const told = { current };
  const page = new MetricsPage({ version: "1.2.3", questions: () => told.current, agentCount: () => 7, isSealed: () => false });
  return { page, tell: (change: Partial<SchedulerQuestions>) => (told.current = { ...told.current, ...change }) };
}

/** Lines with a value of ours. */
async function read(page: MetricsPage): Promise<readonly string[]> {
  return (await page.render()).split("\n").filter((line) => line.startsWith("postern_"));
}

const withoutCluster = (line: string): string => line.replace(/cluster="[0-9a-f]{12}"/, "cluster");

test("shows what a cluster is asked, how often, and what is left", async () => {
  const asked = [{ account, command: "status", counts: { asked: 40, denied: 2, unanswered: 3 } }] as const;

  const lines = (await read(open({ asked, accounts: [now] }).page)).map(withoutCluster);

  expect(lines.sort()).toEqual([
    "postern_agents_connected 7",
    'postern_build_info{version="1.2.3"} 1',
    "postern_leading 1",
    "postern_scheduler_answer_seconds{cluster} 8.5",
    "postern_scheduler_asked_timestamp_seconds{cluster} 1700000000",
    'postern_scheduler_environment_info{cluster,environment="env1"} 1',
    "postern_scheduler_interval_seconds{cluster} 90",
    'postern_scheduler_questions_denied_total{cluster,command="status"} 2',
    "postern_scheduler_questions_left{cluster} 25",
    "postern_scheduler_questions_limit 30",
    'postern_scheduler_questions_total{cluster,command="status"} 40',
    'postern_scheduler_questions_unanswered_total{cluster,command="status"} 3',
    "postern_vault_sealed 0",
  ]);
});

test("names no person and no host, and the same account everywhere alike", async () => {
  const asked = [{ account, command: "final", counts: { asked: 1, denied: 0, unanswered: 0 } }] as const;

  const text = await open({ asked, accounts: [now] }).page.render();
  const clusters = new Set(text.match(/cluster="[^"]*"/g));

  expect(text).not.toMatch(/jane|login\.example/);
  expect(clusters.size).toBe(1);
});

test("accounts that are counted together are named so", async () => {
  const asked = [{ account: undefined, command: "status", counts: { asked: 3, denied: 0, unanswered: 0 } }] as const;

  expect(await read(open({ asked }).page)).toContain('postern_scheduler_questions_total{cluster="others",command="status"} 3');
});

test("a look again counts nothing twice, and what is over is gone", async () => {
  const asked = [{ account, command: "status", counts: { asked: 40, denied: 0, unanswered: 0 } }] as const;
  const { page, tell } = open({ asked, accounts: [now] });
  await Promise.all([page.render(), page.render()]);
  tell({ accounts: [] });

  const lines = (await read(page)).map(withoutCluster);

  expect(lines).toContain('postern_scheduler_questions_total{cluster,command="status"} 40');
  expect(lines.filter((line) => /interval|left|environment_info/.test(line))).toEqual([]);
});

test("what the process itself needs is told too", async () => {
  const text = await open().page.render();

  for (const name of ["process_cpu_seconds_total", "process_resident_memory_bytes", "nodejs_eventloop_lag_seconds"]) {
    expect(text).toMatch(new RegExp(`^${name}( |\\{)`, "m"));
  }
});
