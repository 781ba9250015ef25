import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

/** Files that take a large part of a minute or more. */
export const longest = [
  "apps/web/src/pages.integration.test.ts",
  "apps/web/src/organization-pages.integration.test.ts",
  "apps/web/src/credential-pages.integration.test.ts",
  "apps/web/src/credential-flows.integration.test.ts",
  "apps/web/src/organization-flows.integration.test.ts",
  "apps/web/src/agent-pages.integration.test.ts",
  "packages/schedulers/src/slurm/slurm-scheduler.integration.test.ts",
  "packages/schedulers/src/grid-engine/grid-engine-scheduler.integration.test.ts",
  "packages/schedulers/src/login-nodes.integration.test.ts",
  "tools/nextflow/nextflow.integration.test.ts",
  "apps/server/src/agents/agent-process.integration.test.ts",
  "apps/server/src/agents/agent-trouble.integration.test.ts",
  "e2e/agent-link/half-open.integration.test.ts",
  "apps/server/src/agents/legacy/legacy-channel.integration.test.ts",
  "packages/transport/src/ssh/ssh-channel.integration.test.ts",
  "packages/transport/src/ssh/ssh-trouble.integration.test.ts",
  "apps/web/src/account-pages.integration.test.ts",
  "apps/web/src/forms.integration.test.ts",
  "e2e/kill.e2e.test.ts",
] as const;

/**
 * Begins with the longest files: one that began late would run on alone while nothing else is left to do. Vitest does the same by
 * what it remembers of earlier runs, which a fresh checkout does not have.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => longest.some((path) => moduleId.endsWith(`/${path}`));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
