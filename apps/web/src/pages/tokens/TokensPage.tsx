import { ActionIcon, Button, Tooltip } from "@mantine/core";
import type { AccessToken } from "@postern/contracts";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { remove } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { AddTokenDialog } from "./AddTokenDialog.tsx";

export function TokensPage() {
  usePageTitle("Your tokens");
  const tokens = useQuery(queries.tokens());
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<AccessToken | undefined>();
  const addButton = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      Add token
    </Button>
  );
  return (
    <>
      <PageHeader title="Your tokens" actions={addButton}>
        A token lets an agent, Nextflow or the command line act as you.
      </PageHeader>
      <Answer to={tokens} failure="The tokens could not be read." rows={4}>
        {({ tokens: list }) =>
          list.length > 0 ? (
            <TokenTable tokens={list} onDelete={setLeaving} />
          ) : (
            <EmptyState title="You have no tokens" action={addButton} command="export TOWER_ACCESS_TOKEN=<your token>">
              Make one for each thing that acts for you: then you can take back one without stopping the others.
            </EmptyState>
          )
        }
      </Answer>
      {isAdding ? <AddTokenDialog onClose={() => setAdding(false)} /> : undefined}
      {leaving === undefined ? undefined : <DeleteTokenDialog token={leaving} onClose={() => setLeaving(undefined)} />}
    </>
  );
}

interface TokenTableProps {
  readonly tokens: readonly AccessToken[];
  readonly onDelete: (token: AccessToken) => void;
}

function TokenTable({ tokens, onDelete }: TokenTableProps) {
  return (
    <DataTable label="Your tokens">
      <thead>
        <tr>
          <th>Name</th>
          <th>Made</th>
          <th>Last used</th>
          <th aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <tr key={token.id}>
            <td className="wide strong" title={token.name}>
              {token.name}
            </td>
            <td>
              <RelativeTime at={token.dateCreated} />
            </td>
            <td>
              <RelativeTime at={token.lastUsed} otherwise="never" />
            </td>
            <td data-numeric>
              <Tooltip label="Delete">
                <ActionIcon aria-label={`Delete the token ${token.name}`} onClick={() => onDelete(token)}>
                  <IconTrash size={16} />
                </ActionIcon>
              </Tooltip>
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function DeleteTokenDialog({ token, onClose }: { readonly token: AccessToken; readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const del = useMutation({
    mutationFn: () => remove(`/api/tokens/${String(token.id)}`),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.tokens });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Delete the token ${token.name}?`}
      verb="Delete token"
      isBusy={del.isPending}
      error={del.error}
      onConfirm={() => del.mutate()}
      onClose={onClose}
    >
      Whatever uses this token is refused from then on: agents started with it lose their connection.
    </ConfirmDialog>
  );
}
