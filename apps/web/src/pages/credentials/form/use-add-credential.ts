import type { CreateCredentialsResponse, Static } from "@postern/contracts";
import { useRouter } from "@tanstack/react-router";
import { post } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useAddress } from "../../../hooks/use-address.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { paths } from "../../../paths.ts";
import { newLimit } from "../../use-limit/use-limit-form.ts";
import type { LimitValues } from "../../use-limit/use-limit-form.ts";
import { createRequest, generateRequest } from "./credential-form.ts";
import type { CredentialValues } from "./credential-form.ts";

type Added = Static<typeof CreateCredentialsResponse>;

/**
 * Adds the credential, and leads to the list, or back to the form of an environment that waits for it. A new key pair leads to its page: its
 * public half has to be brought to the cluster. An agent does too: whether it is found there, and what comes next, is to be seen there.
 */
export function useAddCredential(values: CredentialValues, limit: LimitValues) {
  const scope = useScope();
  const router = useRouter();
  const { address } = useAddress();
  return useChange({
    act: () => {
      if (!values.isGenerated) {
        const { credentials } = createRequest(values);
        return post<Added>(inWorkspace(scope, "/api/credentials"), { credentials: { ...credentials, ...newLimit(limit) } });
      }
      const request = { ...generateRequest(values), ...newLimit(limit) };
      return post<Added>(inWorkspace(scope, "/api/postern/v1/credentials/generate-ssh-key"), request);
    },
    old: [queryKeys.credentials(scope)],
    onDone: async ({ credentialsId }) => {
      const hasNextStep = values.isGenerated || values.provider === "tw-agent";
      if (address["for"] === "compute-env" && !values.isGenerated) {
        return router.navigate({ to: paths.newComputeEnv(scope), search: { credential: credentialsId } });
      }
      return router.navigate({ to: hasNextStep ? paths.credential(scope, credentialsId) : paths.credentials(scope) });
    },
  });
}
