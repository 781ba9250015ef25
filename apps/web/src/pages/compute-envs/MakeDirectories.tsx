import type { MadeDirectoriesResponse } from "@postern/contracts";
import { IconFolderPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { post } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";

/** Makes the directories that the environment names and the cluster lacks; its check begins anew then. */
export function MakeDirectories({ computeEnvId }: { readonly computeEnvId: string }) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const path = `/api/postern/v1/compute-envs/${encodeURIComponent(computeEnvId)}/directories`;
  const make = useMutation({
    mutationFn: () => post<MadeDirectoriesResponse>(inWorkspace(scope, path)),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.computeEnv(scope, computeEnvId) }),
  });
  return (
    <div className="check-proposal">
      <GuardedButton
        verdict={useMay("compute_environment:write")}
        variant="default"
        size="compact-sm"
        leftSection={<IconFolderPlus size={15} />}
        loading={make.isPending}
        onClick={() => make.mutate()}
      >
        Make what is missing
      </GuardedButton>
      <span className="sentence">For the account alone, or with the group of the project where the folder above hands it on.</span>
      {make.error === null ? undefined : <ErrorNote error={make.error} />}
    </div>
  );
}
