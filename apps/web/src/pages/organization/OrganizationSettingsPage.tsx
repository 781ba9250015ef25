import { Button, Group } from "@mantine/core";
import type { Organization } from "@postern/contracts";
import { placeNameProblem } from "@postern/domain";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { put, remove } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useDraft } from "../../hooks/use-draft.ts";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { useNameCheck } from "../../hooks/use-name-check.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { OutdatedNote } from "../../ui/OutdatedNote.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { SavedNote } from "../../ui/SavedNote.tsx";
import { organizationRequest, valuesOfOrganization } from "./organization-form.ts";
import { OrganizationFields } from "./OrganizationFields.tsx";

/** What the organization is called, and its end. */
export function OrganizationSettingsPage() {
  const { orgId, name } = useOrganization();
  usePageTitle("Settings", name);
  const answer = useQuery(queries.organization(orgId));
  return (
    <>
      <PageHeader title="Settings">{name}</PageHeader>
      <Answer to={answer} failure="The organization could not be read." rows={8}>
        {({ organization }) => (
          <>
            <SettingsForm organization={organization} />
            <Endings />
          </>
        )}
      </Answer>
    </>
  );
}

function SettingsForm({ organization }: { readonly organization: Organization }) {
  const may = useMayInOrganization("organization:write");
  const draft = useDraft(organization, valuesOfOrganization);
  const { values, set, base } = draft;
  const save = useChange({
    act: () => put(`/api/orgs/${String(organization.orgId)}`, { ...organizationRequest(values), lastUpdated: base.lastUpdated }),
    old: [queryKeys.places, queryKeys.organization(organization.orgId)],
    onTaken: draft.onSaved,
  });
  const isSame = values.name === base.name;
  const nameCheck = useNameCheck({
    name: values.name,
    ownName: base.name,
    problemOf: placeNameProblem,
    path: "/api/orgs/validate",
    isPaused: save.isPending || save.isSuccess,
  });
  const isReady = values.name !== "" && nameCheck.state !== "refused" && !draft.isOutdated;
  return (
    <form
      className="form-narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) save.mutate();
      }}
    >
      <fieldset className="bare-fieldset" disabled={!may.isAllowed}>
        <OrganizationFields values={values} nameCheck={nameCheck} error={save.error} isQuiet onChange={set} />
      </fieldset>
      {isSame ? undefined : <p className="warning-note">Addresses with the old name stop working, in bookmarks and scripts too.</p>}
      <OutdatedNote isOutdated={draft.isOutdated} onReload={draft.reload} />
      {save.error === null ? undefined : <ErrorNote title="The organization was not saved." error={save.error} />}
      <Group gap="xs">
        <GuardedButton verdict={may} type="submit" disabled={!isReady} loading={save.isPending}>
          Save
        </GuardedButton>
        <SavedNote isSaved={save.isSuccess && !draft.isTouched} />
      </Group>
    </form>
  );
}

/** Leaving, and deleting. */
function Endings() {
  const { orgId, name, workspaces } = useOrganization();
  const may = useMayInOrganization("organization:write");
  const router = useRouter();
  const [dialog, setDialog] = useState<"leave" | "delete" | undefined>();
  const close = (): void => setDialog(undefined);
  const goHome = async (): Promise<void> => router.navigate({ to: paths.home() });
  const leave = useChange({ act: () => remove(`/api/orgs/${String(orgId)}/members/leave`), old: [queryKeys.places], onDone: goHome });
  const end = useChange({ act: () => remove(`/api/orgs/${String(orgId)}`), old: [queryKeys.places], onDone: goHome });
  return (
    <section className="page-part" aria-labelledby="organization-endings">
      <h2 id="organization-endings">Leave or delete</h2>
      <Group gap="xs">
        <Button variant="default" onClick={() => setDialog("leave")}>
          Leave organization
        </Button>
        <GuardedButton verdict={may} variant="outline" color="red.8" className="danger-button" onClick={() => setDialog("delete")}>
          Delete organization
        </GuardedButton>
      </Group>
      {dialog === "leave" ? (
        <ConfirmDialog
          title={`Leave ${name}?`}
          verb="Leave"
          keepVerb="Stay"
          isBusy={leave.isPending}
          error={leave.error}
          onConfirm={() => leave.mutate()}
          onClose={close}
        >
          You lose every role in its workspaces, and your place in its teams. What you launched stays and goes on.
        </ConfirmDialog>
      ) : undefined}
      {dialog === "delete" ? (
        <ConfirmDialog
          title={`Delete the organization ${name}?`}
          verb="Delete organization"
          typedName={name}
          isBusy={end.isPending}
          error={end.error}
          onConfirm={() => end.mutate()}
          onClose={close}
        >
          {workspacesWords(workspaces.length)} go with it: their runs, credentials and compute environments. Every secret in them is wiped.
          This cannot be undone. Files on clusters stay where they are.
        </ConfirmDialog>
      ) : undefined}
    </section>
  );
}

function workspacesWords(count: number): string {
  if (count === 0) return "Its members, teams and roles";
  return count === 1 ? "Its 1 workspace and all that is in it" : `Its ${count.toLocaleString()} workspaces and all that is in them`;
}
