import type { ManagedIdentity } from "@postern/contracts";
import { remove } from "../../api/client.ts";
import { managedIdentityPath } from "../../api/managed-identity-queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";

export interface DeleteManagedIdentityDialogProps {
  readonly identity: ManagedIdentity;
  readonly onClose: () => void;
}

export function DeleteManagedIdentityDialog({ identity, onClose }: DeleteManagedIdentityDialogProps) {
  const { orgId } = useOrganization();
  const del = useChange({
    act: () => remove(managedIdentityPath(orgId, identity.id)),
    old: [queryKeys.organization(orgId)],
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      title={`Delete the managed identity ${identity.name}?`}
      verb="Delete managed identity"
      typedName={identity.name}
      isBusy={del.isPending}
      error={del.error}
      onConfirm={() => del.mutate()}
      onClose={onClose}
    >
      The keys of everybody for it are wiped. It must not be used by a compute environment any more.
    </ConfirmDialog>
  );
}
