import { expect, test } from "vitest";

import { slurmOptionProblem } from "./option-problem.ts";

test.each([
  [["--mem=8G"]],
  [["--mem", "8G", "-t", "1:00:00", "-A", "project"]],
  [["-t1:00:00", "-n1"]],
  [["--hold", "--exclusive", "--nice", "--comment=a b"]],
  [["-Hv", "--signal=B:USR2@60"]],
  [["--of-the-site", "-pshort", "--comment", "-", "--nice=-5"]],
  [["--signal", "B:TERM@30"]],
  [["--wait-all-nodes=1", "--time=5", "--cluster-constraint=x"]],
  [[]],
])("%j may be given", (words) => {
  expect(slurmOptionProblem(words)).toBeUndefined();
});

test.each([
  [["--array=1-3"], "--array"],
  [["--arr", "1-3"], "--array"],
  [["-a1-3"], "-a"],
  [["-a", "1-3"], "-a"],
  [["--wait"], "--wait"],
  [["-W"], "-W"],
  [["-HW"], "-W"],
  [["--wrap=id"], "--wrap"],
  [["--wra", "id"], "--wrap"],
  [["--parsable"], "--parsable"],
  [["-J", "mine"], "-J"],
  [["--chdir=/tmp"], "--chdir"],
  [["-o/tmp/x"], "-o"],
  [["-M", "other"], "-M"],
  [["--verb", "-Mother"], "-M"],
  [["--of-the-site", "--array=1-3"], "--array"],
  [["--of-the-site", "-Jmine"], "-J"],
  [["--requeue"], "--requeue"],
  [["--test-only"], "--test-only"],
  [["--version"], "--version"],
  [["--signal=USR2@60"], "--signal"],
  [["--signal", "10"], "--signal"],
  [["--sig=USR2"], "--signal"],
  [["--mem"], "needs a value"],
  [["-t"], "needs a value"],
  [["job.sh"], '"job.sh" is not an option'],
  [["--hold", "job.sh"], '"job.sh" is not an option'],
  [["--mem=8G", "-"], '"-" is not an option'],
  [["--", "job.sh"], '"--" is not an option'],
  [["--mem=8G", ""], '"" is not an option'],
])("%j is refused, by name", (words, culprit) => {
  expect(slurmOptionProblem(words)).toContain(culprit);
});
