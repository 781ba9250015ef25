import { expect, test } from "vitest";
import { completed, disagreements, incomplete } from "./lock-file.mjs";

const packages = {
  "": { devDependencies: { fast: "1.0.0" } },
  "node_modules/fast": { version: "1.0.0", optionalDependencies: { "@fast/linux-x64-gnu": "1.0.0", "@fast/darwin-arm64": "1.0.0" } },
  "node_modules/@fast/linux-x64-gnu": { version: "1.0.0", optional: true },
};

test("a package of another platform that the lock file has lost is told", () => {
  expect(incomplete(packages)).toEqual([expect.stringContaining("@fast/darwin-arm64")]);
});

test("it is put back for its own platform alone, and nothing else changes", () => {
  const whole = completed(packages);

  expect(whole).toEqual({
    ...packages,
    "node_modules/@fast/darwin-arm64": { version: "1.0.0", cpu: ["arm64"], os: ["darwin"], optional: true },
  });
  expect(incomplete(whole)).toEqual([]);
});

test("a package.json that asks for something else than the lock file is told", () => {
  const agreed = [{ folder: "", manifest: { devDependencies: { fast: "1.0.0" } } }];
  const changed = [{ folder: "", manifest: { devDependencies: { fast: "1.1.0" } } }];

  expect(disagreements(packages, agreed)).toEqual([]);
  expect(disagreements(packages, changed).join()).toContain("package.json and package-lock.json do not agree");
});
