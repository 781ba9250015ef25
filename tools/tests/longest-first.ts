import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

/** Files that take a third of a minute or more, the longest first. */
export const longest = [
  "e2e/kill.e2e.test.ts",
  "tools/nextflow/nextflow.integration.test.ts",
  "apps/web/src/environment-pages.integration.test.ts",
  "apps/server/src/features/launches/reached/grid-engine.integration.test.ts",
  "apps/server/src/features/launches/reached/slurm.integration.test.ts",
  "e2e/wizard.e2e.test.ts",
  "e2e/kill-cluster.e2e.test.ts",
  "apps/web/src/environment-parts.integration.test.ts",
  "apps/server/src/agents/agent-trouble.integration.test.ts",
  "apps/web/src/environment-edits.integration.test.ts",
  "apps/server/src/features/compute-envs/check-schedule/check-schedule.integration.test.ts",
  "apps/server/src/agents/agent-process.integration.test.ts",
  "apps/web/src/pages.integration.test.ts",
  "e2e/first-line.e2e.test.ts",
  "apps/web/src/organization-flows.integration.test.ts",
  "e2e/npm-start.e2e.test.ts",
  "apps/web/src/wizard-pages.integration.test.ts",
  "apps/web/src/organization-pages.integration.test.ts",
  "e2e/failures.e2e.test.ts",
  "apps/web/src/agent-pages.integration.test.ts",
  "e2e/leaks.e2e.test.ts",
  "apps/web/src/credential-flows.integration.test.ts",
  "e2e/plain-http.e2e.test.ts",
  "packages/transport/src/ssh/ssh-channel.integration.test.ts",
  "apps/web/src/account-pages.integration.test.ts",
  "e2e/agent-link/half-open.integration.test.ts",
  "apps/web/src/credential-pages.integration.test.ts",
  "apps/server/src/agents/legacy/legacy-channel.integration.test.ts",
  "apps/server/src/features/compute-envs/host-keys/host-keys.integration.test.ts",
  "apps/server/src/features/compute-envs/jump-hosts/jump-hosts.integration.test.ts",
  "packages/transport/src/ssh/ssh-trouble.integration.test.ts",
  "apps/server/src/features/compute-envs/edits.integration.test.ts",
  "apps/web/src/forms.integration.test.ts",
  "packages/transport/src/ssh/kept-sessions-end.integration.test.ts",
  "packages/transport/src/ssh/asked-channel.integration.test.ts",
  "apps/server/src/features/launches/slurm-history.integration.test.ts",
  "e2e/ssh-line.e2e.test.ts",
  "packages/transport/src/ssh/cut-anywhere.integration.test.ts",
  "apps/server/src/features/launches/slurm.integration.test.ts",
  "e2e/legacy-agent.e2e.test.ts",
  "apps/web/src/check-pages.integration.test.ts",
] as const;

/**
 * Begins with the longest files: one that began late would run on alone while nothing else is left to do. Vitest does the same by
 * what it remembers of earlier runs, which a fresh checkout does not have. The projects stay apart: a process goes on with files of its
 * own project only, and a new one reads all modules again.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project.name))];
    const placeOf = ({ moduleId }: TestSpecification): number => {
      const place = longest.findIndex((path) => moduleId.endsWith(`/${path}`));
      return place === -1 ? longest.length : place;
    };
    const inOrder = sorted.toSorted((one, other) => placeOf(one) - placeOf(other));
    return projects.flatMap((name) => inOrder.filter(({ project }) => project.name === name));
  }
}
