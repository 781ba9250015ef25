import { expect, test } from "vitest";
import { assignedSettings } from "./nextflow-settings.ts";
import { fieldsOverriddenBy, fieldsOverriddenByScript } from "./overridden-setup.ts";

test.each([
  ["process.scratch = true", ["process.scratch"]],
  ["process { scratch='/a' }", ["process.scratch"]],
  ["process\n{\n  scratch = '/a'; cpus = 2\n}\nx=1", ["process.scratch", "process.cpus", "x"]],
  ["process { withName: 'A|B' { scratch = false } \n cpus = 1 }", ["process.*.scratch", "process.cpus"]],
  ["process { withLabel:big {\n scratch = false } }", ["process.*.scratch"]],
  ["profiles { docker { docker.enabled = true } }", ["profiles.docker.docker.enabled"]],
  ["process { queue = { task.memory < 8.GB ? 'a' : 'b' }\n scratch = 1 }", ["process.queue", "process.scratch"]],
  ["params { a = [\n x: 1,\n process: 2\n]\n b = f(\n c) }", ["params.a", "params.b"]],
  ["// process.scratch = 1\n/* a.b = 2 */ c = 'd = 3 } {' // e = 1", ["c"]],
  ["a = \"\"\"\nprocess.scratch = 1\n\"\"\"\nb = '''c = 1'''", ["a", "b"]],
  ["a = 'it\\'s { ' + \"x\\\"{\"\nb = 1", ["a", "b"]],
  ["docker.enabled=true;apptainer.enabled=false", ["docker.enabled", "apptainer.enabled"]],
  ["includeConfig 'x.config'\nprocess.module='a'", ["process.module"]],
  ["if (a == 1) { process.scratch = 2 }", []],
  ["}}}{{{ = = '", null],
  ["", []],
])("the settings of %j are found", (text, settings) => {
  const found = [...assignedSettings(text)];

  if (settings !== null && settings.length > 0) expect(found).toEqual(settings);
  if (settings?.length === 0) expect(found.some((name) => name === "process.scratch")).toBe(false);
});

test("a configuration is read in time that grows with its length alone", () => {
  const text = "process { withName: 'A' { cpus = { 1 } } }\n'".repeat(20_000);

  expect(assignedSettings(text).size).toBeGreaterThan(0);
});

const whole = {
  modules: ["a"],
  headModules: ["b"],
  containerEngine: "apptainer",
  containerCacheDir: "/i",
  bindPaths: [{ source: "/a" }],
  scratch: "true",
} as const;

test("what is written by hand is held against the fields that say the same", () => {
  const config =
    "process { module = 'x'\n scratch = false }\napptainer { runOptions = ''\n cacheDir = '/j' }\ndocker.enabled = true\nsingularity.runOptions=''";

  expect(fieldsOverriddenBy(config, whole).map(({ member, setting }) => `${member} ${setting}`)).toEqual([
    ...["modules process.module", "scratch process.scratch", "containerEngine docker.enabled"],
    ...["containerCacheDir apptainer.cacheDir", "bindPaths apptainer.runOptions"],
  ]);
  expect(fieldsOverriddenBy(config, {})).toEqual([]);
  expect(fieldsOverriddenBy("process { withName: 'A' { scratch = false } }", whole)).toEqual([]);
});

test.each([
  ["module purge", 2],
  ["set -e\n  module --force purge && x", 2],
  ["# module purge", 0],
  ["module load purge-haplotigs", 0],
])("a script with %j unloads %i of the lists", (script, count) => {
  expect(fieldsOverriddenByScript(script, whole)).toHaveLength(count);
  expect(fieldsOverriddenByScript(script, {})).toEqual([]);
});
