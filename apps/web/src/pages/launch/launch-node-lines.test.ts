import { expect, test } from "vitest";
import { launchNodeLines } from "./launch-node-lines.ts";

const nothing = {
  modules: [],
  headModules: [],
  containerEngine: null,
  containerCacheDir: null,
  bindPaths: [],
  scratch: null,
  siteProfile: null,
};
const plain = { configText: "", preRunScript: "", profiles: "" };

test("a profile that means another engine is said to be overruled", () => {
  expect(launchNodeLines({ ...nothing, containerEngine: "apptainer" }, { ...plain, profiles: "test, docker" })).toEqual([
    "Profile docker: the environment uses Apptainer instead.",
  ]);
  expect(launchNodeLines({ ...nothing, containerEngine: "none" }, { ...plain, profiles: "docker" })).toEqual([
    "Profile docker: the environment uses no containers.",
  ]);
  expect(launchNodeLines({ ...nothing, containerEngine: "docker" }, { ...plain, profiles: "docker" })).toEqual([]);
  expect(launchNodeLines(nothing, { ...plain, profiles: "docker" })).toEqual([]);
});

test("what the launch says by hand is said to win", () => {
  const setup = { ...nothing, modules: ["a"], scratch: "true" };

  expect(launchNodeLines(setup, { ...plain, configText: "process.scratch = false", preRunScript: "module purge" })).toEqual([
    "Scratch: process.scratch in the Nextflow config above comes later, and wins.",
    "Modules: module purge in the pre-run script above comes later, and wins.",
  ]);
});
