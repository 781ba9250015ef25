import type { NodeSetupAnswer, NodeSetupResponse } from "@postern/contracts";
import { fieldsOverriddenBy, fieldsOverriddenByScript } from "@postern/domain";
import type { NodeSetup } from "@postern/domain";
import { given } from "../../../given.ts";
import { toIso } from "../../../http/iso-time.ts";
import type { ComputeEnvironment } from "../environment.ts";

export function toNodeSetupResponse({ config, nodeSetup, updatedAt }: ComputeEnvironment): NodeSetupResponse {
  const overridden = [
    ...fieldsOverriddenBy(given(config.nextflowConfig) ?? "", nodeSetup),
    ...fieldsOverriddenByScript(given(config.preRunScript) ?? "", nodeSetup),
  ];
  return { nodeSetup: toNodeSetupAnswer(nodeSetup), overridden, lastUpdated: toIso(updatedAt) };
}

/** Every member, with nothing where nothing was said. */
export function toNodeSetupAnswer(setup: NodeSetup): NodeSetupAnswer {
  return {
    modules: [...(setup.modules ?? [])],
    headModules: [...(setup.headModules ?? [])],
    containerEngine: setup.containerEngine ?? null,
    containerCacheDir: setup.containerCacheDir ?? null,
    bindPaths: (setup.bindPaths ?? []).map(({ source, target, isReadOnly }) => ({
      ...{ source, target: target ?? null, isReadOnly: isReadOnly ?? false },
    })),
    scratch: setup.scratch ?? null,
    siteProfile: setup.siteProfile ?? null,
  };
}
