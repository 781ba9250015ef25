import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./tools/tests/longest-first.ts";

/** Workspace packages are read from source, so a test never runs yesterday's build. */
const source = { conditions: ["source"] };
const shared = { resolve: source, ssr: { resolve: source } };
// Deadlines are far above what anything needs: a machine under load must not fail a test.
// Three files more than there are cores: tests wait for Slurm, Nextflow, agents and clocks more than half of their time. All projects have
// the same number, so that Vitest runs them beside each other, and the cores have work up to the end.
const always = {
  environment: "node",
  pool: "forks",
  expect: { poll: { timeout: 60_000, interval: 20 } },
  maxWorkers: availableParallelism() + 3,
} as const;
// No module and no test has state that could pass from a file to the next. A process for each file would read all modules again, which
// takes three times what unit tests take, and as long as the other tests of the server take.
const inSharedProcesses = { isolate: false } as const;

export default defineConfig({
  ...shared,
  test: {
    globalSetup: ["packages/testing/src/run/global-setup.ts"],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...shared,
        test: {
          ...always,
          name: "unit",
          include: ["{packages,apps}/*/src/**/*.test.{ts,tsx}", "{tools,bench}/**/*.test.ts"],
          exclude: ["**/*.integration.test.ts", "**/dist/**", "**/node_modules/**"],
          ...inSharedProcesses,
          restoreMocks: true,
          unstubGlobals: true,
          testTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          ...always,
          name: "integration",
          include: ["{packages,apps}/*/src/**/*.integration.test.ts", "{tools,e2e}/**/*.integration.test.ts"],
          ...inSharedProcesses,
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
      {
        ...shared,
        test: {
          ...always,
          name: "e2e",
          include: ["e2e/**/*.e2e.test.ts"],
          globalSetup: ["e2e/support/build.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
