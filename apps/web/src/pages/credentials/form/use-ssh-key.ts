import { useDebouncedValue } from "@mantine/hooks";
import type { InspectSshKeyRequest, InspectSshKeyResponse } from "@postern/contracts";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { post } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import type { CredentialValues, MemberProblems } from "./credential-form.ts";

export interface SshKeyState {
  /** Of what stands in the form now; nothing while it is being asked, and for an empty form. */
  readonly answer: InspectSshKeyResponse | undefined;
  readonly problems: MemberProblems;
}

/**
 * What the key in the form is, asked after half a second of rest. Nothing is said when the server does not answer: saving will say it.
 *
 * SAFETY: a mutation, not a query: the name under which a query keeps its answer would hold the key.
 */
export function useSshKey({ provider, members }: CredentialValues): SshKeyState {
  const scope = useScope();
  const [settled] = useDebouncedValue(members, 500);
  const path = inWorkspace(scope, "/api/postern/v1/credentials/inspect-ssh-key");
  const isAskable = provider === "ssh" && textOf(settled["privateKey"]) !== "";
  const { mutate, reset, data } = useMutation({
    mutationFn: (request: InspectSshKeyRequest) => post<InspectSshKeyResponse>(path, request),
    gcTime: 0,
  });
  useEffect(() => {
    if (isAskable) mutate(requestOf(settled));
    else reset();
  }, [isAskable, settled, mutate, reset]);
  const answer = settled === members && isAskable ? data : undefined;
  return { answer, problems: answer === undefined ? {} : problemsOf(answer) };
}

function requestOf(members: CredentialValues["members"]): InspectSshKeyRequest {
  const passphrase = textOf(members["passphrase"]);
  const certificate = textOf(members["certificate"]);
  return {
    privateKey: textOf(members["privateKey"]),
    ...(passphrase === "" ? {} : { passphrase }),
    ...(certificate === "" ? {} : { certificate }),
  };
}

/** A refusal stands beside the input that mends it. */
function problemsOf({ refusal, certificateRefusal }: InspectSshKeyResponse): MemberProblems {
  const member = refusal?.reason.startsWith("passphrase_") === true ? "passphrase" : "privateKey";
  return {
    ...(refusal === null ? {} : { [member]: `${refusal.message} ${refusal.cure}` }),
    ...(certificateRefusal === null ? {} : { certificate: `${certificateRefusal.message} ${certificateRefusal.cure}` }),
  };
}

const textOf = (value: string | boolean | undefined): string => (typeof value === "string" ? value : "");
