import type { Credentials } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { withUsableCredential } from "./environment-form.ts";
import type { EnvironmentValues } from "./environment-form.ts";

export interface CredentialOfForm {
  /** Without a credential that the platform cannot use. */
  readonly values: EnvironmentValues;
  /** The chosen one, as far as it is known. */
  readonly credential: Credentials | undefined;
}

/** The credential that is chosen in a form. */
export function useCredentialOf(typed: EnvironmentValues): CredentialOfForm {
  const usable = useQuery(queries.credentials(useScope(), typed.platform));
  const values = withUsableCredential(typed, usable.data?.credentials);
  return { values, credential: usable.data?.credentials.find(({ id }) => id === values.credentialsId) };
}
