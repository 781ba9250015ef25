import { Button, Group, NativeSelect, Switch, TextInput } from "@mantine/core";
import type { Static, CreateCredentialsResponse } from "@postern/contracts";
import { credentialNameProblem } from "@postern/domain";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { faultyFields } from "../../api/api-error.ts";
import { post } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useAddress } from "../../hooks/use-address.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useNameCheck } from "../../hooks/use-name-check.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { NameInput } from "../../ui/NameInput.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { AgentArrival, useArrivedAgent } from "./AgentArrival.tsx";
import { ConnectionIdInput } from "./ConnectionIdInput.tsx";
import { connectionIdProblem, newConnectionId } from "./connection-id.ts";
import { listTitle } from "./list-title.ts";
import { providerChoices } from "./providers.ts";
import { UsageBox } from "./UsageBox.tsx";

/** Add credential, Tower Agent. The form stays open while the agent starts; an agent that arrives shows up here. */
export function NewCredentialPage() {
  usePageTitle("Add credentials");
  const scope = useScope();
  const { address } = useAddress();
  const { values, set } = useFields(() => ({
    name: "",
    provider: "tw-agent",
    connectionId: address["connectionId"] ?? newConnectionId(),
    isShared: false,
    workDir: "",
  }));
  const add = useAddCredential(values);
  const nameCheck = useNameCheck({
    name: values.name,
    problemOf: credentialNameProblem,
    path: inWorkspace(scope, "/api/credentials/validate"),
    isPaused: add.isPending || add.isSuccess,
  });
  const idProblem = connectionIdProblem(values.connectionId);
  const mayAdd = useMay("credentials:write");
  const arrived = useArrivedAgent(values.connectionId, idProblem === undefined);
  const isReady = nameCheck.state !== "refused" && values.name !== "" && idProblem === undefined;
  return (
    <>
      <PageHeader title="Add credentials">
        <Link to={paths.credentials(scope)}>{listTitle(scope)}</Link>
      </PageHeader>
      <form
        className="form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) add.mutate();
        }}
      >
        <NameInput value={values.name} check={nameCheck} placeholder="my-cluster" onChange={(name) => set({ name })} />
        <NativeSelect
          label="Provider"
          data={providerChoices}
          value={values.provider}
          onChange={(event) => set({ provider: event.currentTarget.value })}
        />
        <ConnectionIdInput value={values.connectionId} problem={idProblem} onChange={(connectionId) => set({ connectionId })} />
        <Switch
          label="Shared agent"
          description={
            values.isShared
              ? "On: every member of the workspace uses this one agent. All jobs run as the cluster account that started it."
              : "Off: everyone runs their own agent under this connection ID. Jobs run as the account of their owner."
          }
          checked={values.isShared}
          onChange={(event) => set({ isShared: event.currentTarget.checked })}
        />
        <TextInput
          label="Work directory (optional)"
          description="On the cluster. Left empty: ~/work, made when it is missing. A directory named here must exist: an agent that misses it says so in its terminal and does not start."
          placeholder="/scratch/project/work"
          value={values.workDir}
          error={faultyFields(add.error).includes("workDir") ? add.error?.message : undefined}
          onChange={(event) => set({ workDir: event.currentTarget.value })}
        />
        {idProblem === undefined ? (
          <UsageBox connectionId={values.connectionId} workDir={values.workDir} credentialName={values.name} />
        ) : undefined}
        <AgentArrival agent={arrived} />
        {add.error === null ? undefined : <ErrorNote title="The credential was not saved." error={add.error} />}
        <Group gap="xs">
          <GuardedButton verdict={mayAdd} type="submit" disabled={!isReady} loading={add.isPending}>
            Add
          </GuardedButton>
          <Button variant="default" component={Link} to={paths.credentials(scope)}>
            Cancel
          </Button>
          {arrived === undefined ? (
            <span className="sentence">You may add it before the agent arrives. It is used once the agent is there.</span>
          ) : undefined}
        </Group>
      </form>
    </>
  );
}

interface CredentialValues {
  readonly name: string;
  readonly provider: string;
  readonly connectionId: string;
  readonly isShared: boolean;
  readonly workDir: string;
}

function useAddCredential(values: CredentialValues) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const router = useRouter();
  const keys = {
    discriminator: values.provider,
    connectionId: values.connectionId,
    shared: values.isShared,
    ...(values.workDir.trim() === "" ? {} : { workDir: values.workDir.trim() }),
  };
  return useMutation({
    mutationFn: () =>
      post<Static<typeof CreateCredentialsResponse>>(inWorkspace(scope, "/api/credentials"), {
        credentials: { name: values.name, provider: values.provider, keys },
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.credentials(scope) });
      await router.navigate({ to: paths.credentials(scope) });
    },
  });
}
