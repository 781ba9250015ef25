import { expect, test } from "vitest";
import { emptyJobs, jobMembers, jobValues } from "./job-form.ts";

test("that a PBS is Torque is sent for PBS alone, and comes back into the form", () => {
  const values = { ...emptyJobs, isTorque: true, maxQueueSize: "5" };

  expect(jobMembers(values, "altair-platform")).toEqual({ isTorque: true, maxQueueSize: 5 });
  expect(jobMembers(values, "lsf-platform")).toEqual({ maxQueueSize: 5 });
  expect(jobMembers(emptyJobs, "altair-platform")).toEqual({ isTorque: false });
  expect(jobValues({ maxQueueSize: null, propagateHeadJobOptions: null, isTorque: true }).isTorque).toBe(true);
  expect(jobValues({ maxQueueSize: null, propagateHeadJobOptions: null }).isTorque).toBe(false);
});
