import type { ManagedIdentity } from "@postern/contracts";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { ManagedIdentityDialog } from "./ManagedIdentityDialog.tsx";
import { ManagedIdentityTable } from "./ManagedIdentityTable.tsx";

/** Clusters of an organization on which each person acts as themselves, and one's own keys for them. */
export function ManagedIdentitiesPage() {
  const { orgId, name } = useOrganization();
  usePageTitle("Managed identities", name);
  const identities = useQuery(queries.managedIdentities(orgId));
  const may = useMayInOrganization("organization:write");
  const [dialog, setDialog] = useState<{ readonly identity: ManagedIdentity | undefined } | undefined>();
  const addButton = (
    <GuardedButton verdict={may} leftSection={<IconPlus size={16} />} onClick={() => setDialog({ identity: undefined })}>
      Add managed identity
    </GuardedButton>
  );
  return (
    <>
      <PageHeader title="Managed identities" actions={identities.data?.managedIdentities.length === 0 ? undefined : addButton}>
        Clusters on which each person acts with their own account and SSH key: a run is submitted as whoever launched it.
      </PageHeader>
      <Answer to={identities} failure="The managed identities could not be read." rows={3}>
        {({ managedIdentities: list }) =>
          list.length === 0 ? (
            <EmptyState title={`${name} has no managed identity yet`} action={addButton}>
              Name a cluster once; each person then adds a key of their own, and compute environments choose it like a credential.
            </EmptyState>
          ) : (
            <ManagedIdentityTable identities={list} onEdit={(identity) => setDialog({ identity })} />
          )
        }
      </Answer>
      {dialog === undefined ? undefined : <ManagedIdentityDialog identity={dialog.identity} onClose={() => setDialog(undefined)} />}
    </>
  );
}
