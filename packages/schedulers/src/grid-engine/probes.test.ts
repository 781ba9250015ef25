import type { CommandResult } from "@postern/domain";
import { expect, test } from "vitest";

import { recordedAnswer } from "../testing/recorded-answer.ts";
import { gridEngineScheduler as scheduler } from "./grid-engine-scheduler.ts";

const recorded = (name: string): CommandResult => recordedAnswer("grid-engine", `sge-8.1.9.${name}`);
const judge = (queue: string | undefined, answers: readonly CommandResult[]) =>
  scheduler.renderProbes(queue).map((probe, index) => probe.judge(answers[index] ?? { exitCode: 1, stdout: "", stderr: "" }));

test("probes tell the version, and which queues there are when the one asked for is missing", () => {
  const good = [recorded("qconf-help.version"), recorded("qconf-sql.queues")];

  expect(judge("all.q@node1,short.q", good)).toEqual([
    { summary: "Grid Engine: SGE 8.1.9" },
    { summary: "queue all.q@node1,short.q exists" },
  ]);
  expect(judge("no.q", good)[1]).toEqual({ problem: "Grid Engine has no queue no.q.", cure: "Choose one of: all.q, short.q." });
  expect(judge(undefined, [{ exitCode: 127, stdout: "", stderr: "not found" }, recorded("qconf-sql.down")])).toEqual([
    expect.objectContaining({ problem: expect.stringContaining("not found") as unknown }),
    expect.objectContaining({ problem: expect.stringContaining("does not answer") as unknown }),
  ]);
});

test.each(["UGE 8.6.4", "AGE 2023.1.1", "OCS 9.0.5", "GE 6.2u5", "OGS/GE 2011.11p1"])(
  "the version is read whatever the engine is called: %s",
  (version) => {
    const stdout = `Welcome to node 7!\n${version}\nusage: qconf [options]\n   [-aattr obj_nm attr_nm val]\n`;

    expect(judge(undefined, [{ exitCode: 0, stdout, stderr: "" }])[0]).toEqual({ summary: `Grid Engine: ${version}` });
  },
);
