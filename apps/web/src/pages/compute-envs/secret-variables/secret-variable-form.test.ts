import { expect, test } from "vitest";
import { ApiError } from "../../../api/api-error.ts";
import {
  blamedSecretVariables,
  heirsWords,
  newSecretVariable,
  secretVariableProblems,
  secretVariablesRequest,
  secretVariableValues,
  whoseWords,
  withoutKept,
  withoutSecrets,
} from "./secret-variable-form.ts";

const kept = { name: "A_KEY", head: true, compute: true };
const { lines } = secretVariableValues({ variables: [kept] });

test("what is kept is sent without a value, and a line that nobody filled in is not sent", () => {
  expect(secretVariablesRequest([...lines, newSecretVariable])).toEqual([kept]);
  expect(secretVariableProblems([...lines, newSecretVariable])).toEqual({});
});

test.each([
  [{ name: "" }, { name: "The name is needed." }],
  [{ name: "LD_PRELOAD" }, { name: "It decides what runs, so it cannot be secret: make it an open variable." }],
  [{ name: "A_KEY" }, { name: "It is there twice." }],
  [{ value: "" }, { value: "The value is needed." }],
  [{ value: "a\nb" }, { value: "It has a value of more than one line." }],
  [{ value: 'a"b', compute: true }, { value: 'It is for tasks, so its value cannot have ", \\ or ` in it.' }],
])("%j is refused beside its field", (typed, problem) => {
  const line = { ...newSecretVariable, name: "B_KEY", value: "b", ...typed };

  expect(secretVariableProblems([...lines, line])).toEqual({ 1: problem });
});

test("what the server blames stands at the line that it was sent for", () => {
  const typed = { ...newSecretVariable, name: "B_KEY", value: "b" };
  const blame = (field: string) => new ApiError({ status: 400, message: "No.", fields: [field] });
  const all = [...lines, newSecretVariable, typed];

  expect(blamedSecretVariables(blame("variables.1.value"), all)).toEqual({ 2: { value: "No." } });
  expect(blamedSecretVariables(blame("secretVariables.0.name"), all)).toEqual({ 0: { name: "No." } });
  expect(blamedSecretVariables(blame("variables.0.compute"), all)).toEqual({ 0: { value: "No." } });
  expect(blamedSecretVariables(blame("config.environment"), all)).toEqual({});
});

test("no secret stays in a form that is left, and none is copied to another environment", () => {
  const typed = { ...newSecretVariable, name: "B_KEY", value: "b" };

  expect(withoutSecrets([...lines, typed])).toEqual([...lines, { ...typed, value: "" }]);
  expect(secretVariableProblems(withoutKept(lines))).toEqual({ 0: { value: "The value is needed." } });
});

test("where a scheduler hands on what Nextflow has, it is said that Head keeps a value from no task", () => {
  const head = { head: true, compute: false };

  expect(heirsWords("slurm-platform")).toContain("sbatch");
  expect(heirsWords("lsf-platform")).toContain("bsub");
  expect(heirsWords("local-platform")).toContain("processes of Nextflow");
  expect(["altair-platform", "uge-platform", "moab-platform"].map(heirsWords)).toEqual([undefined, undefined, undefined]);
  expect([whoseWords(head, "slurm-platform"), whoseWords(head, "uge-platform")]).toEqual(["Nextflow, and tasks inherit it", "Nextflow"]);
});
