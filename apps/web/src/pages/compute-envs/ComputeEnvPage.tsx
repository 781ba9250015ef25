import type { ComputeEnv } from "@postern/contracts";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { post, remove } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { usePathMember } from "../../hooks/use-path-member.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton, GuardedLink } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { environmentLook } from "../../ui/state-looks.ts";
import { StateMark } from "../../ui/StateMark.tsx";
import { UseLimitPart } from "../use-limit/UseLimitPart.tsx";
import { EnvironmentCheck } from "./EnvironmentCheck.tsx";
import { EnvironmentSettings } from "./EnvironmentSettings.tsx";
import { HeadJobPart } from "./HeadJobPart.tsx";
import { HostKeysPart } from "./HostKeysPart.tsx";
import { JumpHostsPart } from "./JumpHostsPart.tsx";
import { QuestionsPart } from "./QuestionsPart.tsx";
import { isCluster, platformName } from "./platforms.ts";
import "./ComputeEnvPage.css";

export function ComputeEnvPage() {
  const scope = useScope();
  const computeEnvId = usePathMember("computeEnvId");
  const answer = useQuery(queries.computeEnv(scope, computeEnvId));
  usePageTitle(answer.data?.computeEnv.name, "Compute environments");
  return (
    <Answer to={answer} failure="The compute environment could not be read." rows={8}>
      {({ computeEnv }) => <EnvironmentDetail environment={computeEnv} />}
    </Answer>
  );
}

function EnvironmentDetail({ environment }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const mayEdit = useMay("compute_environment:write");
  const [isLeaving, setLeaving] = useState(false);
  return (
    <>
      <PageHeader title={environment.name} actions={<Actions environment={environment} onDelete={() => setLeaving(true)} />}>
        <span className="detail-line">
          <StateMark look={environmentLook(environment.status)} />
          {environment.primary ? <span className="primary-mark">primary</span> : undefined}
          <span>{platformName(environment.platform)}</span>
          <Link to={paths.computeEnvs(scope)}>All compute environments</Link>
        </span>
      </PageHeader>
      {environment.message === null ? undefined : (
        <p className="detail-message" role="status">
          {environment.message}
        </p>
      )}
      <div className="detail-columns">
        <div>
          <EnvironmentCheck computeEnvId={environment.id} />
          {environment.config.hostName === null ? undefined : (
            <>
              <JumpHostsPart environment={environment} />
              <HostKeysPart environment={environment} />
            </>
          )}
          {isCluster(environment) ? (
            <>
              <HeadJobPart environment={environment} />
              <QuestionsPart environment={environment} />
            </>
          ) : undefined}
          <UseLimitPart thing={{ kind: "compute-envs", id: environment.id, name: environment.name }} may={mayEdit} />
        </div>
        <EnvironmentSettings environment={environment} />
      </div>
      {isLeaving ? <DeleteEnvironmentDialog environment={environment} onClose={() => setLeaving(false)} /> : undefined}
    </>
  );
}

function Actions({ environment, onDelete }: { readonly environment: ComputeEnv; readonly onDelete: () => void }) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const makePrimary = useMutation({
    mutationFn: () => post(inWorkspace(scope, `/api/compute-envs/${encodeURIComponent(environment.id)}/primary`)),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.computeEnvs(scope) });
      await queryClient.invalidateQueries({ queryKey: queryKeys.computeEnv(scope, environment.id) });
    },
  });
  const mayEdit = useMay("compute_environment:write");
  const mayDelete = useMay("compute_environment:delete");
  const mayLaunch = useMay("workflow_quick:execute");
  const isAvailable = environment.status === "AVAILABLE";
  return (
    <>
      {environment.primary ? undefined : (
        <GuardedButton verdict={mayEdit} variant="default" loading={makePrimary.isPending} onClick={() => makePrimary.mutate()}>
          Make primary
        </GuardedButton>
      )}
      <GuardedButton verdict={mayDelete} variant="default" leftSection={<IconTrash size={15} />} onClick={onDelete}>
        Delete
      </GuardedButton>
      {isAvailable ? (
        <GuardedLink verdict={mayLaunch} to={paths.launch(scope)} search={{ computeEnv: environment.id }}>
          Launch here
        </GuardedLink>
      ) : undefined}
      {makePrimary.error === null ? undefined : <ErrorNote error={makePrimary.error} />}
    </>
  );
}

function DeleteEnvironmentDialog({ environment, onClose }: { readonly environment: ComputeEnv; readonly onClose: () => void }) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const router = useRouter();
  const del = useMutation({
    mutationFn: () => remove(inWorkspace(scope, `/api/compute-envs/${encodeURIComponent(environment.id)}`)),
    onSuccess: async () => {
      await router.navigate({ to: paths.computeEnvs(scope) });
      queryClient.removeQueries({ queryKey: queryKeys.computeEnv(scope, environment.id) });
      await queryClient.invalidateQueries({ queryKey: queryKeys.computeEnvs(scope) });
    },
  });
  return (
    <ConfirmDialog
      title={`Delete the compute environment ${environment.name}?`}
      verb="Delete compute environment"
      typedName={environment.name}
      isBusy={del.isPending}
      error={del.error}
      onConfirm={() => del.mutate()}
      onClose={onClose}
    >
      Nothing can be launched there any more, and this cannot be undone. Runs that have ended stay in the list; files on the cluster stay
      where they are.
    </ConfirmDialog>
  );
}
