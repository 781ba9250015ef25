import { defineConfig } from "vitest/config";

/** Workspace packages are read from source, so a test never runs yesterday's build. */
const source = { conditions: ["source"] };
const shared = { resolve: source, ssr: { resolve: source } };
const always = { environment: "node", pool: "forks" } as const;

export default defineConfig({
  ...shared,
  test: {
    globalSetup: ["packages/testing/src/run/global-setup.ts"],
    projects: [
      {
        ...shared,
        test: {
          ...always,
          name: "unit",
          include: ["{packages,apps}/*/src/**/*.test.{ts,tsx}", "{tools,bench}/**/*.test.ts"],
          exclude: ["**/*.integration.test.ts", "**/dist/**", "**/node_modules/**"],
          // Far above what any test needs: a machine under load must not fail one.
          testTimeout: 30_000,
        },
      },
      {
        ...shared,
        test: {
          ...always,
          name: "integration",
          include: ["{packages,apps}/*/src/**/*.integration.test.ts", "tools/**/*.integration.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...shared,
        test: {
          ...always,
          name: "e2e",
          include: ["e2e/**/*.e2e.test.ts"],
          globalSetup: ["e2e/support/build.ts"],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
