import { expect, test } from "vitest";
import { secretVariableNameProblem, secretVariableValueProblem } from "./secret-variable.ts";

test.each(["API_KEY", "_token", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "PATHOLOGY_KEY", "R_KEY", "PYTHON_TOKEN", "BASHFUL"])(
  "%s can be a secret variable",
  (name) => {
    expect(secretVariableNameProblem(name)).toBeUndefined();
  },
);

test.each([
  ...[
    "PATH",
    "HOME",
    "IFS",
    "ENV",
    "BASH_ENV",
    "LD_PRELOAD",
    "LMOD_PKG",
    "MODULESHOME",
    "MODULEPATH",
    "LD_LIBRARY_PATH",
    "JAVA_TOOL_OPTIONS",
    "_JAVA_OPTIONS",
    "NXF_OPTS",
    "NXF_WORK",
  ],
  ...["TOWER_ACCESS_TOKEN", "TOWER_API_ENDPOINT", "postern_files", "DOCKER_CONFIG", "PYTHONPATH", "PERL5LIB", "NODE_OPTIONS"],
])("%s cannot: it decides what runs", (name) => {
  expect(secretVariableNameProblem(name)).toMatch(/^decides what runs/);
});

test.each(["", "1ST", "A-B", "A B", "A=B", "A;rm", "Ä", "A".repeat(129)])("%j is no name", (name) => {
  expect(secretVariableNameProblem(name)).toMatch(/^is no name/);
});

test.each(['a "b" c', "a\\b", "$(id) `id`"])("%j can be for Nextflow, and not for tasks", (value) => {
  expect(secretVariableValueProblem(value, { compute: false })).toBeUndefined();
  expect(secretVariableValueProblem(value, { compute: true })).toContain("is for tasks");
});

test.each(["", "a\nb", "a\u0000"])("%j is kept for nobody", (value) => {
  expect(secretVariableValueProblem(value, { compute: false })).toBeDefined();
});

test("what else can be typed is for all", () => {
  const typed = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => index + 32)).replaceAll(/["\\`]/g, "");

  expect(secretVariableValueProblem(`${typed}é€ $(id) ${"${X}"}`, { compute: true })).toBeUndefined();
});
