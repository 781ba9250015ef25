import { Button, Group } from "@mantine/core";
import type { CreateComputeEnvResponse, Static } from "@postern/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { faultyFields } from "../../api/api-error.ts";
import { post } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useAddress } from "../../hooks/use-address.ts";
import { useKeptFields } from "../../hooks/use-kept-fields.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useNameCheck } from "../../hooks/use-name-check.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { NameInput } from "../../ui/NameInput.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { EnvironmentMoreFields } from "./EnvironmentMoreFields.tsx";
import { ClusterFields } from "./ClusterFields.tsx";
import { EnvironmentPlaceFields } from "./EnvironmentPlaceFields.tsx";
import {
  emptyEnvironment,
  environmentNameProblem,
  environmentProblems,
  environmentRequest,
  withUsableCredential,
} from "./environment-form.ts";
import type { EnvironmentProblems, EnvironmentValues } from "./environment-form.ts";
import { blamedJumpHosts } from "./jump-host-form.ts";
import { isCluster } from "./platforms.ts";
import { problemsOfMembers } from "./resource-form.ts";

export function NewComputeEnvPage() {
  usePageTitle("Add compute environment");
  const scope = useScope();
  const { values, set, keep, credential, provider } = useEnvironmentFields();
  const [isTried, setTried] = useState(false);
  const add = useAddEnvironment(values, provider);
  const nameCheck = useNameCheck({
    name: values.name,
    problemOf: environmentNameProblem,
    path: inWorkspace(scope, "/api/compute-envs/validate"),
    isPaused: add.isPending || add.isSuccess,
  });
  const mayAdd = useMay("compute_environment:write");
  const problems = environmentProblems(values, provider);
  const isReady = nameCheck.state !== "refused" && values.name !== "" && Object.keys(problems).length === 0;
  const shown = { ...problemsOfServer(add.error), ...(isTried ? problems : {}) };
  return (
    <>
      <PageHeader title="Add compute environment">
        <Link to={paths.computeEnvs(scope)}>Compute environments</Link>
      </PageHeader>
      <form
        className="form-narrow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (isReady) add.mutate();
        }}
      >
        <NameInput
          value={values.name}
          check={isTried && values.name === "" ? { state: "refused", problem: "A name is needed." } : nameCheck}
          placeholder="my-cluster"
          onChange={(name) => set({ name })}
        />
        <EnvironmentPlaceFields values={values} problems={shown} credential={credential} onChange={set} onLeave={keep} />
        {isCluster(values) ? <ClusterFields values={values} problems={shown} credential={credential} onChange={set} /> : undefined}
        <EnvironmentMoreFields values={values} problems={shown} onChange={set} />
        {add.error === null ? undefined : <ErrorNote title="The compute environment was not saved." error={add.error} />}
        <Group gap="xs">
          <GuardedButton verdict={mayAdd} type="submit" loading={add.isPending}>
            Add
          </GuardedButton>
          <Button variant="default" component={Link} to={paths.computeEnvs(scope)}>
            Cancel
          </Button>
          <span className="sentence">It is checked on the cluster next.</span>
        </Group>
      </form>
    </>
  );
}

/** What stands in the form, and the credential that is chosen in it. */
function useEnvironmentFields() {
  const scope = useScope();
  const { address } = useAddress();
  const {
    values: typed,
    set,
    keep,
  } = useKeptFields<EnvironmentValues>(`compute-env in ${paths.computeEnvs(scope)}`, (kept = emptyEnvironment) => ({
    // What an older page kept may lack members.
    ...emptyEnvironment,
    ...kept,
    credentialsId: address["credential"] ?? kept.credentialsId,
  }));
  const usable = useQuery(queries.credentials(scope, typed.platform));
  const values = withUsableCredential(typed, usable.data?.credentials);
  const credential = usable.data?.credentials.find(({ id }) => id === values.credentialsId);
  return { values, set, keep, credential, provider: credential?.provider };
}

function useAddEnvironment(values: EnvironmentValues, provider: string | undefined) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: () =>
      post<Static<typeof CreateComputeEnvResponse>>(inWorkspace(scope, "/api/compute-envs"), environmentRequest(values, provider)),
    onSuccess: async ({ computeEnvId }) => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.computeEnvs(scope) });
      await router.navigate({ to: paths.computeEnv(scope, computeEnvId) });
    },
  });
}

/** Members that the server blamed, beside their fields too. */
function problemsOfServer(error: Error | null): EnvironmentProblems {
  if (error === null) return {};
  const names = ["workDir", "launchDir", "credentialsId", "hostName", "port", "userName"] as const;
  const jumpHosts = blamedJumpHosts(error);
  // Their fields are called like those of the login node.
  if (Object.keys(jumpHosts).length > 0) return { jumpHosts };
  const blamed = faultyFields(error);
  const places = names.filter((name) => blamed.includes(name)).map((name) => [name, error.message] as const);
  return { ...Object.fromEntries(places), ...problemsOfMembers(blamed, error.message) };
}
