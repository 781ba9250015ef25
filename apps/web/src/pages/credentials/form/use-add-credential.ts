import type { CreateCredentialsResponse, GenerateSshKeyResponse, Static } from "@postern/contracts";
import { useRouter } from "@tanstack/react-router";
import { post } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useAddress } from "../../../hooks/use-address.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { paths } from "../../../paths.ts";
import { createRequest, generateRequest } from "./credential-form.ts";
import type { CredentialValues } from "./credential-form.ts";

/**
 * Adds the credential, and leads to the list, or back to the form of an environment that waits for it. A new key pair leads to its page: its
 * public half has to be brought to the cluster.
 */
export function useAddCredential(values: CredentialValues) {
  const scope = useScope();
  const router = useRouter();
  const { address } = useAddress();
  return useChange({
    act: () =>
      values.isGenerated
        ? post<GenerateSshKeyResponse>(inWorkspace(scope, "/api/postern/v1/credentials/generate-ssh-key"), generateRequest(values))
        : post<Static<typeof CreateCredentialsResponse>>(inWorkspace(scope, "/api/credentials"), createRequest(values)),
    old: [queryKeys.credentials(scope)],
    onDone: async ({ credentialsId }) => {
      if (values.isGenerated) return router.navigate({ to: paths.credential(scope, credentialsId) });
      if (address["for"] !== "compute-env") return router.navigate({ to: paths.credentials(scope) });
      return router.navigate({ to: paths.newComputeEnv(scope), search: { credential: credentialsId } });
    },
  });
}
