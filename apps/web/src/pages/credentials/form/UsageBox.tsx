import { Button, SegmentedControl, Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { PersonalTokenSecretResponse } from "@postern/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../../../api/client.ts";
import { queries } from "../../../api/queries.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { ApiError } from "../../../api/api-error.ts";
import { agentTokenName, scriptWithToken } from "./agent-script-text.ts";
import { newConnectionId } from "./connection-id.ts";
import "./UsageBox.css";

const forms = [
  { value: "slurm", label: "Slurm" },
  { value: "pbs", label: "PBS" },
  { value: "plain", label: "Plain" },
];

export interface UsageBoxProps {
  readonly connectionId: string;
  readonly workDir: string;
  readonly credentialName: string;
}

/** The script that starts the agent, ready to be copied to the cluster. */
export function UsageBox({ connectionId, workDir, credentialName }: UsageBoxProps) {
  const scope = useScope();
  const [form, setForm] = useState("slurm");
  const [wish] = useDebouncedValue({ connectionId, form, workDir: workDir.trim() }, 200);
  const script = useQuery(queries.agentScript(scope, wish));
  const queryClient = useQueryClient();
  const token = useMutation({
    mutationFn: () => makeToken(agentTokenName(credentialName)),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.tokens }),
  });
  const text = scriptWithToken(script.data?.script ?? "", token.data?.accessKey);
  return (
    <Stack gap="xs">
      <div>
        <div className="usage-label" id="cluster-form">
          Cluster
        </div>
        <SegmentedControl data={forms} value={form} onChange={setForm} aria-labelledby="cluster-form" size="sm" />
      </div>
      <section className="usage" aria-label="Usage">
        <div className="usage-head">
          <span className="usage-step">1</span>
          <span className="usage-title">Run this on the cluster</span>
          <Button variant="default" loading={token.isPending} disabled={token.isSuccess} onClick={() => token.mutate()}>
            {token.isSuccess ? "Token is in the script" : "Make a token for this agent"}
          </Button>
          <CopyButton text={text} what="the script" isWide />
        </div>
        <pre className="usage-script" tabIndex={0} role="region" aria-label="Agent script">
          {text === "" ? "…" : text}
        </pre>
        {script.error === null ? undefined : <ErrorNote title="The script could not be made." error={script.error} />}
        {token.error === null ? undefined : <ErrorNote title="No token was made." error={token.error} />}
        {token.isSuccess ? (
          <div className="warning-note">
            Copy the script now: the token in it is not shown again. It can connect an agent, and nothing else. You find it by its name,{" "}
            {token.data.token.name}, under Your tokens.
          </div>
        ) : undefined}
      </section>
    </Stack>
  );
}

/** A token that can connect an agent and nothing else; with a tail behind its name when it is taken, as by an earlier visit of this form. */
async function makeToken(name: string): Promise<PersonalTokenSecretResponse> {
  try {
    return await postToken(name);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    return postToken(`${name.slice(0, 41)}-${newConnectionId().slice(0, 8)}`);
  }
}

// It ends as late as the site allows: an agent that stops one day takes every environment behind it along.
const postToken = (name: string): Promise<PersonalTokenSecretResponse> =>
  post<PersonalTokenSecretResponse>("/api/postern/v1/tokens", { name, access: "agent" });
