import { expect, test } from "vitest";

import { jobResourceProblem } from "./job-resource-problem.ts";
import { schedulerKinds } from "./scheduler.ts";
import { schedulerOfKind } from "./scheduler-of-kind.ts";

const job = { name: "nf-1", scriptPath: "/w/s", workDir: "/w", outputPath: "/w/o", extraOptions: [] };
/** A value that no other word of a submission holds. */
const wishes = {
  account: "proj77",
  qos: "qual77",
  wallTimeSeconds: 36_060,
  memoryMb: 7321,
  cpus: 37,
  constraint: "feature77",
  noticeSeconds: 420,
} as const;

const members = Object.keys(wishes) as (keyof typeof wishes)[];

test.each(schedulerKinds.flatMap((kind) => members.map((member) => [kind, member] as const)))(
  "%s is asked for what is given as %s, or it is refused",
  (kind, member) => {
    // A notice is counted from a wall time.
    const time = { wallTimeSeconds: 36_060 };
    const without = member === "noticeSeconds" ? time : {};
    const resources = { ...without, [member]: wishes[member] };
    if (jobResourceProblem(kind, resources) !== undefined) return;

    const words = (asked: object) =>
      schedulerOfKind(kind)
        .renderSubmit({ ...job, resources: asked })
        .words.join(" ");

    expect(words(resources)).not.toBe(words(without));
  },
);

test("a scheduler that has no such thing says so, and what to do", () => {
  expect(jobResourceProblem("pbs", { qos: "high" })).toEqual({
    member: "qos",
    text: "PBS cannot be asked for a quality of service: leave it empty, or write the site's own option into the head job options.",
  });
  expect(jobResourceProblem("local", { cpus: 2 })?.member).toBe("cpus");
  expect(jobResourceProblem("torque", { wallTimeSeconds: 3600, noticeSeconds: 60 })?.member).toBe("noticeSeconds");
});

test.each([
  ["an account that would be an option", { account: "--wrap=id" }, "account"],
  ["a quality with a space", { qos: "a b" }, "qos"],
  ["a constraint with a line end", { constraint: "ssd\n--wrap=id" }, "constraint"],
  ["a notice as long as the wall time", { wallTimeSeconds: 600, noticeSeconds: 600 }, "noticeSeconds"],
])("%s is refused", (_, resources, member) => {
  expect(jobResourceProblem("slurm", resources)?.member).toBe(member);
});

test("a notice needs a wall time where it is counted from it", () => {
  expect(jobResourceProblem("lsf", { noticeSeconds: 60 })?.text).toContain("say one");
  expect(jobResourceProblem("slurm", { noticeSeconds: 60 })).toBeUndefined();
});
