import { Button, NativeSelect, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { OneTimeLinkDialog } from "../../ui/OneTimeLinkDialog.tsx";
import { PickList } from "../../ui/PickList.tsx";
import { roleOptions } from "../../ui/RoleSelect.tsx";
import { letIn } from "./let-in.ts";
import type { Newcomer } from "./let-in.ts";
import { useNewcomerChoices } from "./use-newcomer-choices.ts";
import type { NewcomerKind } from "./use-newcomer-choices.ts";
import { useRoleChoices } from "./use-role-choices.ts";
import { useWorkspaceScope } from "./use-workspace-scope.ts";

/** What a newcomer gets when nothing else is chosen, as the server does it. */
const firstRole = "launch";

const kinds = [
  { value: "person", label: "Person" },
  { value: "team", label: "Team" },
];

/** Lets somebody in: first who, then as what. */
export function AddParticipantDialog({ onClose }: { readonly onClose: () => void }) {
  const scope = useWorkspaceScope();
  const choices = useRoleChoices();
  const mayInvite = useMayInOrganization("organization:write").isAllowed;
  const [newcomer, setNewcomer] = useState<Newcomer | undefined>();
  const [role, setRole] = useState(firstRole);
  const add = useChange({
    act: (wish: Newcomer) => letIn(scope, { newcomer: wish, role, mayInvite }),
    old: [queryKeys.workspace(scope), queryKeys.organization(scope.orgId)],
    onDone: ({ invited }) => {
      if (invited === undefined) onClose();
    },
  });
  const invited = add.data?.invited;
  if (invited !== undefined) return <OneTimeLinkDialog link={invited.link} account={invited} onClose={onClose} />;
  return (
    <FormDialog
      title={`Add to ${scope.workspaceName}`}
      verb="Add"
      isReady={newcomer !== undefined}
      isBusy={add.isPending}
      error={add.error}
      failure={`${newcomer?.name ?? "Nobody"} was not added as asked.`}
      onSubmit={() => {
        if (newcomer !== undefined) add.mutate(newcomer);
      }}
      onClose={onClose}
    >
      {newcomer === undefined ? (
        <NewcomerPicker onPick={setNewcomer} />
      ) : (
        <>
          <div className="picked">
            <span className="strong">{newcomer.name}</span>
            <Button variant="default" size="compact-sm" onClick={() => setNewcomer(undefined)}>
              Choose another
            </Button>
          </div>
          {newcomer.kind === "address" && !mayInvite ? (
            <p className="sentence">
              Somebody without an account gets one. An administrator of this server then hands them the link to come in.
            </p>
          ) : undefined}
        </>
      )}
      <NativeSelect label="Role" data={roleOptions(choices, role)} value={role} onChange={(event) => setRole(event.currentTarget.value)} />
    </FormDialog>
  );
}

function NewcomerPicker({ onPick }: { readonly onPick: (newcomer: Newcomer) => void }) {
  const [kind, setKind] = useState<NewcomerKind>("person");
  const [text, setText] = useState("");
  const found = useNewcomerChoices(kind, text);
  return (
    <div>
      <SegmentedControl
        aria-label="Who"
        data={kinds}
        value={kind}
        onChange={(value) => setKind(value === "team" ? "team" : "person")}
        mb="xs"
      />
      <PickList
        label={kind === "team" ? "Name of the team" : "User name or e-mail address"}
        {...found}
        text={text}
        onText={setText}
        onPick={({ newcomer }) => onPick(newcomer)}
        nothing={
          kind === "team"
            ? "No team has this name."
            : "Nobody in the organization begins with this. Type a whole e-mail address to let somebody in from outside."
        }
      />
    </div>
  );
}
