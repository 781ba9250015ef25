import type { ComputeEnv } from "@postern/contracts";
import { IconPackage } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { get, put } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { withModuleLoaded } from "./pre-run-line.ts";

/** Adds the line that loads a module to the pre-run script of the environment, as it is now; its check begins anew then. */
export function LoadModule({ computeEnvId, module }: { readonly computeEnvId: string; readonly module: string }) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const id = encodeURIComponent(computeEnvId);
  const add = useMutation({
    mutationFn: async () => {
      const { computeEnv } = await get<{ readonly computeEnv: ComputeEnv }>(inWorkspace(scope, `/api/compute-envs/${id}`));
      const config = { ...computeEnv.config, preRunScript: withModuleLoaded(computeEnv.config.preRunScript, module) };
      const body = { computeEnv: { config }, lastUpdated: computeEnv.lastUpdated };
      return put(inWorkspace(scope, `/api/postern/v1/compute-envs/${id}`), body);
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.computeEnv(scope, computeEnvId) }),
  });
  return (
    <div className="check-proposal">
      <GuardedButton
        verdict={useMay("compute_environment:write")}
        variant="default"
        size="compact-sm"
        leftSection={<IconPackage size={15} />}
        loading={add.isPending}
        onClick={() => add.mutate()}
      >
        Load {module}
      </GuardedButton>
      <span className="sentence">Adds the line to the pre-run script.</span>
      {add.error === null ? undefined : <ErrorNote error={add.error} />}
    </div>
  );
}
