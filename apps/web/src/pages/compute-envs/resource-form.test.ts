import { expect, test } from "vitest";
import { emptyResources, problemsOfMembers, resourceProblems, resourceRequest, resourceValues } from "./resource-form.ts";

const filled = {
  ...{ account: " ab12 ", qos: "long", wallTime: "2-00:00:00", memory: "4 GB", cpus: "2", constraint: "ssd", notice: "10 min" },
};
const asked = { account: "ab12", qos: "long", wallTimeSeconds: 172_800, memoryMb: 4096, cpus: 2, constraint: "ssd", noticeSeconds: 600 };

test("what is empty is not asked for", () => {
  expect(resourceRequest(emptyResources, "slurm-platform")).toEqual({});
  expect(resourceProblems(emptyResources, "slurm-platform")).toEqual({});
});

test("what was asked for comes back into the form as it is written there", () => {
  expect(resourceRequest(filled, "slurm-platform")).toEqual(asked);
  expect(resourceValues({ resources: asked })).toEqual({ ...filled, account: "ab12", wallTime: "2 d" });
});

test("what a scheduler has not is neither sent nor judged", () => {
  const { qos: _qos, noticeSeconds: _notice, ...rest } = asked;

  expect(resourceRequest(filled, "altair-platform")).toEqual(rest);
  expect(resourceProblems({ ...filled, notice: "nonsense" }, "altair-platform")).toEqual({});
});

test.each([
  ["wallTime", { wallTime: "48" }],
  ["wallTime", { wallTime: "30 s" }],
  ["memory", { memory: "4096" }],
  ["cpus", { cpus: "1.5" }],
  ["notice", { notice: "5 s" }],
  ["notice", { wallTime: "1 h", notice: "60 min" }],
])("a bad %s is named at its field: %j", (field, values) => {
  expect(Object.keys(resourceProblems({ ...emptyResources, ...values }, "slurm-platform"))).toEqual([field]);
});

test("members that the server blames find their fields", () => {
  expect(problemsOfMembers(["wallTimeSeconds", "name"], "Too long.")).toEqual({ wallTime: "Too long." });
});
