import { toSchedulerJobId } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { expect, test } from "vitest";

import { parseCancel, renderCancel } from "./cancel.ts";
import { parseFindByName, renderFindByName } from "./find.ts";

const answer = (more: Partial<CommandResult>): CommandResult => ({ exitCode: 0, stdout: "", stderr: "", ...more });

test("live jobs of exactly that name are found; ended records and strangers are not", () => {
  const lines = [
    "1|postern|FAILED|nf-a",
    "2|postern|PENDING|nf-a",
    "3|postern|RUNNING|nf-ab",
    "4|postern|COMPLETING|nf-a",
    "5|postern|NEWSTATE|nf-a",
  ];

  expect(parseFindByName(answer({ stdout: lines.join("\n") }), "nf-a")).toEqual(["2", "4", "5"]);
  expect(renderFindByName("nf-a").words).toContain("--name=nf-a");
});

test.each([
  ["failed", answer({ exitCode: 1, stderr: "slurm_load_jobs error: Unable to contact slurm controller\n" })],
  ["was cut", answer({ stdout: "1|postern|RUN", isCut: true })],
])("a search that %s is unclear", (_, result) => {
  expect(() => parseFindByName(result, "nf-a")).toThrow(expect.objectContaining({ code: "scheduler.unclear" }));
});

test("cancelling what is gone is done; everything else that fails is unclear", () => {
  expect(renderCancel(toSchedulerJobId("7")).words).toEqual(["scancel", "7"]);
  parseCancel(answer({}));
  parseCancel(answer({ exitCode: 1, stderr: "scancel: error: Kill job error on job id 7: Invalid job id specified\n" }));
  parseCancel(answer({ exitCode: 1, stderr: "scancel: error: Kill job error on job id 7: Job/step already completing or completed\n" }));

  const denied = answer({ exitCode: 1, stderr: "scancel: error: Kill job error on job id 7: Access/permission denied\n" });
  expect(() => parseCancel(denied)).toThrow(expect.objectContaining({ code: "scheduler.unclear" }));
});
