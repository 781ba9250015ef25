import type { NodeSetupAnswer, NodeSetupRequest } from "@postern/contracts";
import { AppError, nodeSetupProblem } from "@postern/domain";
import type { NodeSetup } from "@postern/domain";

/** Every member, with nothing where nothing was said; what cannot be is refused as the server does it. */
export function nodeSetupAnswer(wanted: NodeSetupRequest): NodeSetupAnswer {
  const problem = nodeSetupProblem(setupOfAnswer(wanted));
  if (problem !== undefined) throw new AppError("request.invalid", problem.text, { fields: [`nodeSetup.${problem.member}`] });
  return {
    modules: wanted.modules ?? [],
    headModules: wanted.headModules ?? [],
    containerEngine: wanted.containerEngine ?? null,
    containerCacheDir: wanted.containerCacheDir ?? null,
    bindPaths: (wanted.bindPaths ?? []).map(({ source, target, isReadOnly }) => ({
      ...{ source, target: target ?? null, isReadOnly: isReadOnly ?? false },
    })),
    scratch: wanted.scratch ?? null,
    siteProfile: wanted.siteProfile ?? null,
  };
}

/** Without what is not said. */
export function setupOfAnswer(answer: NodeSetupRequest): NodeSetup {
  const said = Object.entries(answer).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return Object.fromEntries(said) as NodeSetup;
}
