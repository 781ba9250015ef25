import { Button, TextInput } from "@mantine/core";
import type { ManagedIdentity, ManagedKey, ManagedMember } from "@postern/contracts";
import { put, remove } from "../../api/client.ts";
import { managedIdentityPath } from "../../api/managed-identity-queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { CodeLine } from "../../ui/CodeLine.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { SecretLine } from "../../ui/SecretLine.tsx";
import { SecretLines } from "../../ui/SecretLines.tsx";

export interface ManagedKeyDialogProps {
  readonly identity: Pick<ManagedIdentity, "id" | "name">;
  /** One's own, or as an owner that of somebody. */
  readonly of: { readonly whose: "own" | Pick<ManagedMember, "memberId" | "userName">; readonly key: ManagedKey | null };
  readonly onClose: () => void;
}

/** The account and the key of one person. What is there is shown without its secret half, and replaced as a whole. */
export function ManagedKeyDialog({ identity, of: { whose, key }, onClose }: ManagedKeyDialogProps) {
  const { orgId } = useOrganization();
  const { values, set } = useFields({ userName: key?.userName ?? "", privateKey: "", passphrase: "", certificate: "" });
  const path = `${managedIdentityPath(orgId, identity.id)}/${whose === "own" ? "own-key" : `members/${String(whose.memberId)}/key`}`;
  const parts = { old: [queryKeys.organization(orgId)], onDone: onClose };
  const save = useChange({ ...parts, act: () => put(path, values) });
  const wipe = useChange({ ...parts, act: () => remove(path) });
  return (
    <FormDialog
      title={whose === "own" ? `Your key for ${identity.name}` : `The key of ${whose.userName} for ${identity.name}`}
      verb={key === null ? "Add key" : "Replace key"}
      isReady={values.userName.trim() !== "" && values.privateKey.trim() !== ""}
      isBusy={save.isPending || wipe.isPending}
      error={save.error ?? wipe.error}
      failure="The key was not changed."
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      {key === null ? undefined : <KeyThere keyThere={key} isBusy={wipe.isPending} onWipe={() => wipe.mutate()} />}
      <TextInput
        label="Account on the cluster"
        description="Runs are submitted as this account."
        autoComplete="off"
        spellCheck={false}
        value={values.userName}
        onChange={(event) => set({ userName: event.currentTarget.value })}
      />
      <SecretLines
        label="SSH private key"
        description="The whole file, with its BEGIN and END lines. It is sealed and never shown again."
        placeholder={undefined}
        value={values.privateKey}
        error={undefined}
        onChange={(privateKey) => set({ privateKey })}
      />
      <SecretLine
        label="Passphrase (optional)"
        description={undefined}
        placeholder={undefined}
        value={values.passphrase}
        error={undefined}
        onChange={(passphrase) => set({ passphrase })}
      />
      <TextInput
        label="Certificate (optional)"
        description="Where the cluster trusts an authority: the line of the file whose name ends in -cert.pub."
        autoComplete="off"
        spellCheck={false}
        className="mono-field"
        value={values.certificate}
        onChange={(event) => set({ certificate: event.currentTarget.value })}
      />
    </FormDialog>
  );
}

interface KeyThereProps {
  readonly keyThere: ManagedKey;
  readonly isBusy: boolean;
  readonly onWipe: () => void;
}

function KeyThere({ keyThere, isBusy, onWipe }: KeyThereProps) {
  return (
    <div>
      <p className="sentence">The line for ~/.ssh/authorized_keys of {keyThere.userName}. Another key takes its place as a whole.</p>
      <CodeLine text={keyThere.publicKey} label="Line for authorized_keys" what="the line" />
      {keyThere.certificateInfo === null ? undefined : <p className="sentence">{keyThere.certificateInfo}</p>}
      <Button variant="default" size="compact-sm" loading={isBusy} onClick={onWipe}>
        Take the key away
      </Button>
    </div>
  );
}
