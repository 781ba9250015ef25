import { expect, test } from "vitest";
import { clusterPathProblem } from "./cluster-path.ts";

test.each([
  ...["/", "/data/work", "$TW_AGENT_WORKDIR", "$TW_AGENT_WORK/runs", "${TW_AGENT_WORKDIR}/runs", "/workspace/$TW_AGENT_USER"],
  ...["$HOME", "$HOME/work", "${HOME}/work", "/scratch/$USER/work", "/scratch/${USER}"],
])("%s can be a path on a cluster", (path) => {
  expect(clusterPathProblem(path)).toBeUndefined();
});

test.each([
  "$HOMES/work",
  "${HOMES}/work",
  "$USER/work",
  "/data/$PROJECT",
  "$(touch x)/work",
  "$TW_AGENT_USER/work",
  "work",
  "$TW_AGENT_WORKDIRS/x",
])("%s cannot, and the sentence names it", (path) => {
  expect(clusterPathProblem(path)).toContain(path);
});
