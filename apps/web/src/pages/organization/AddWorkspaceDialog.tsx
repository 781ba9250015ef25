import { Textarea, TextInput } from "@mantine/core";
import { placeNameProblem } from "@postern/domain";
import { useRouter } from "@tanstack/react-router";
import { post } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import type { WorkspaceAnswer } from "../../api/types.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { useNameCheck } from "../../hooks/use-name-check.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { NameInput } from "../../ui/NameInput.tsx";
import { VisibilityField } from "../workspace/VisibilityField.tsx";

/** Makes a workspace, then leads to its participants: who works there is the next question. */
export function AddWorkspaceDialog({ onClose }: { readonly onClose: () => void }) {
  const { orgId, name: orgName } = useOrganization();
  const router = useRouter();
  const { values, set } = useFields({ name: "", fullName: "", description: "", isShared: false });
  const fullName = values.fullName.trim() === "" ? values.name : values.fullName.trim();
  const add = useChange({
    act: () =>
      post<WorkspaceAnswer>(`/api/orgs/${String(orgId)}/workspaces`, {
        workspace: { name: values.name, fullName, description: values.description, visibility: values.isShared ? "SHARED" : "PRIVATE" },
      }),
    old: [queryKeys.organization(orgId), queryKeys.places],
    onDone: ({ workspace: { id, name } }) =>
      router.navigate({ to: paths.participants({ kind: "workspace", orgId, orgName, workspaceId: id, workspaceName: name }) }),
  });
  const nameCheck = useNameCheck({
    name: values.name,
    problemOf: placeNameProblem,
    path: `/api/orgs/${String(orgId)}/workspaces/validate`,
    isPaused: add.isPending || add.isSuccess,
  });
  return (
    <FormDialog
      title={`Add a workspace to ${orgName}`}
      verb="Add"
      isReady={values.name !== "" && nameCheck.state !== "refused"}
      isBusy={add.isPending}
      error={add.error}
      failure="The workspace was not added."
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <NameInput value={values.name} check={nameCheck} placeholder="genomics" onChange={(name) => set({ name })} />
      <TextInput
        label="Full name (optional)"
        maxLength={100}
        placeholder={values.name}
        value={values.fullName}
        onChange={(event) => set({ fullName: event.currentTarget.value })}
      />
      <Textarea
        label="Description (optional)"
        autosize
        maxLength={1000}
        value={values.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <VisibilityField isShared={values.isShared} onChange={(isShared) => set({ isShared })} />
    </FormDialog>
  );
}
