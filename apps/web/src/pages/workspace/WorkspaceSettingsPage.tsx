import { Group, Textarea, TextInput } from "@mantine/core";
import type { RunEnders, Workspace, WorkspaceSettings } from "@postern/contracts";
import { placeNameProblem } from "@postern/domain";
import { useQuery } from "@tanstack/react-query";
import { put } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useDraft } from "../../hooks/use-draft.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useNameCheck } from "../../hooks/use-name-check.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { ChoiceField } from "../../ui/ChoiceField.tsx";
import type { ChoiceOption } from "../../ui/ChoiceField.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { NameInput } from "../../ui/NameInput.tsx";
import { OutdatedNote } from "../../ui/OutdatedNote.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { SavedNote } from "../../ui/SavedNote.tsx";
import { NewHostsField } from "./NewHostsField.tsx";
import { useWorkspaceScope } from "./use-workspace-scope.ts";
import { VisibilityField } from "./VisibilityField.tsx";
import { WorkspaceEndings } from "./WorkspaceEndings.tsx";

/** What the workspace is called, who sees it, who may end whose runs, and its end. */
export function WorkspaceSettingsPage() {
  usePageTitle("Settings");
  const scope = useWorkspaceScope();
  const workspace = useQuery(queries.workspace(scope));
  const settings = useQuery(queries.workspaceSettings(scope.workspaceId));
  return (
    <>
      <PageHeader title="Settings" />
      <Answer to={workspace} failure="The workspace could not be read." rows={8}>
        {(described) => (
          <Answer to={settings} failure="The settings could not be read." rows={8}>
            {(known) => <SettingsForm source={{ ...described.workspace, ...known }} />}
          </Answer>
        )}
      </Answer>
      <WorkspaceEndings />
    </>
  );
}

type Source = Workspace & WorkspaceSettings;

interface Values {
  readonly name: string;
  readonly fullName: string;
  readonly description: string;
  readonly isShared: boolean;
  readonly whoMayEndRuns: RunEnders;
  readonly confirmHostKeys: boolean;
}

const enders: readonly ChoiceOption<RunEnders>[] = [
  { value: "maintainers", label: "Maintainers", description: "Who launches ends their own runs; runs of others take the maintain role." },
  {
    value: "launchers",
    label: "Everybody who launches",
    description: "Whoever may cancel and delete runs may do so with those of everybody.",
  },
];

function SettingsForm({ source }: { readonly source: Source }) {
  const scope = useWorkspaceScope();
  const may = useMay("workspace:write");
  const draft = useDraft(source, valuesOf);
  const { values, set, base } = draft;
  const save = useChange({
    act: () => saveSettings(scope.orgId, base, values),
    old: [queryKeys.workspace(scope), queryKeys.places, queryKeys.organization(scope.orgId)],
    onTaken: draft.onSaved,
  });
  const isSame = values.name === base.name;
  const nameCheck = useNameCheck({
    name: values.name,
    ownName: base.name,
    problemOf: placeNameProblem,
    path: `/api/orgs/${String(scope.orgId)}/workspaces/validate`,
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
        <NameInput value={values.name} check={nameCheck} isQuiet onChange={(name) => set({ name })} />
        {isSame ? undefined : <p className="warning-note">Addresses with the old name stop working, in bookmarks and scripts too.</p>}
        <TextInput
          label="Full name"
          maxLength={100}
          value={values.fullName}
          onChange={(event) => set({ fullName: event.currentTarget.value })}
        />
        <Textarea
          label="Description (optional)"
          autosize
          minRows={2}
          maxLength={1000}
          value={values.description}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
        <VisibilityField isShared={values.isShared} onChange={(isShared) => set({ isShared })} />
        <ChoiceField
          legend="Who may cancel and delete runs of others"
          name="run-enders"
          options={enders}
          value={values.whoMayEndRuns}
          onChange={(whoMayEndRuns) => set({ whoMayEndRuns })}
        />
        <NewHostsField mustBeConfirmed={values.confirmHostKeys} onChange={(confirmHostKeys) => set({ confirmHostKeys })} />
      </fieldset>
      <OutdatedNote isOutdated={draft.isOutdated} onReload={draft.reload} />
      {save.error === null ? undefined : <ErrorNote title="The settings were not saved." error={save.error} />}
      <Group gap="xs">
        <GuardedButton verdict={may} type="submit" disabled={!isReady} loading={save.isPending}>
          Save
        </GuardedButton>
        <SavedNote isSaved={save.isSuccess && !draft.isTouched} />
      </Group>
    </form>
  );
}

const valuesOf = ({ name, fullName, description, visibility, whoMayEndRuns, confirmHostKeys }: Source): Values => ({
  name,
  fullName,
  description: description ?? "",
  isShared: visibility === "SHARED",
  whoMayEndRuns,
  confirmHostKeys,
});

/** What the public API has words for, then the rest; only what was changed. */
async function saveSettings(orgId: number, base: Source, { whoMayEndRuns, confirmHostKeys, isShared, ...words }: Values): Promise<void> {
  const before = valuesOf(base);
  const isOther = words.name !== before.name || words.fullName !== before.fullName || words.description !== before.description;
  if (isOther || isShared !== before.isShared) {
    const body = { ...words, visibility: isShared ? "SHARED" : "PRIVATE", lastUpdated: base.lastUpdated };
    await put(`/api/orgs/${String(orgId)}/workspaces/${String(base.id)}`, body);
  }
  if (whoMayEndRuns === before.whoMayEndRuns && confirmHostKeys === before.confirmHostKeys) return;
  await put(`/api/postern/v1/workspaces/${String(base.id)}/settings`, { whoMayEndRuns, confirmHostKeys });
}
