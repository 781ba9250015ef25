import type { Credentials } from "@postern/contracts";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useAddress } from "../../hooks/use-address.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedIcon, GuardedLink } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { DeleteCredentialDialog } from "./DeleteCredentialDialog.tsx";
import { listTitle } from "./list-title.ts";
import { providerName } from "./providers.ts";

export function CredentialsPage() {
  const scope = useScope();
  const title = listTitle(scope);
  usePageTitle(title);
  const mayAdd = useMay("credentials:write");
  const list = useQuery(queries.credentials(scope));
  const [leaving, setLeaving] = useState<Credentials | undefined>();
  const addButton = (
    <GuardedLink verdict={mayAdd} to={paths.newCredential(scope)} leftSection={<IconPlus size={16} />}>
      Add credentials
    </GuardedLink>
  );
  return (
    <>
      <PageHeader title={title} actions={addButton}>
        Kept sealed. Nobody can read a secret back, you neither.
      </PageHeader>
      <Answer to={list} failure="The credentials could not be read." rows={4}>
        {({ credentials }) =>
          credentials.length > 0 ? (
            <FoundCredentials credentials={credentials} onDelete={setLeaving} />
          ) : (
            <EmptyState
              title={scope.kind === "user" ? "You have no credentials" : "This workspace has no credentials"}
              action={addButton}
              command="tw credentials add agent --name my-cluster --connection-id my-cluster"
            >
              A credential is how Postern reaches a cluster. With a Tower Agent nothing needs to be open to the outside: the agent dials
              out.
            </EmptyState>
          )
        }
      </Answer>
      {leaving === undefined ? undefined : <DeleteCredentialDialog credential={leaving} onClose={() => setLeaving(undefined)} />}
    </>
  );
}

interface CredentialTableProps {
  readonly credentials: readonly Credentials[];
  readonly onDelete: (credential: Credentials) => void;
}

function FoundCredentials({ credentials, onDelete }: CredentialTableProps) {
  const { address, change } = useAddress();
  const search = address["search"] ?? "";
  const found = credentials.filter((one) => `${one.name} ${providerName(one.provider)}`.toLowerCase().includes(search.toLowerCase()));
  return (
    <>
      <div className="tab-bar">
        <SearchBox label="Search credentials" value={search} onSearch={(text) => change({ search: text })} />
      </div>
      {found.length === 0 ? (
        <p className="sentence">No credential has “{search}” in its name or provider.</p>
      ) : (
        <CredentialTable credentials={found} onDelete={onDelete} />
      )}
    </>
  );
}

function CredentialTable({ credentials, onDelete }: CredentialTableProps) {
  const mayDelete = useMay("credentials:delete");
  return (
    <DataTable label="Credentials">
      <thead>
        <tr>
          <th>Name</th>
          <th>Provider</th>
          <th className="not-on-phone">Last used</th>
          <th className="not-on-phone">Made</th>
          <th aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {credentials.map((credential) => (
          <tr key={credential.id}>
            <td className="wide" title={credential.description ?? undefined}>
              <span className="strong">{credential.name}</span>
              {credential.message === null ? undefined : <span className="quiet"> {credential.message}</span>}
            </td>
            <td>{providerName(credential.provider)}</td>
            <td className="not-on-phone">
              <RelativeTime at={credential.lastUsed} otherwise="never" />
            </td>
            <td className="not-on-phone">
              <RelativeTime at={credential.dateCreated} />
            </td>
            <td data-numeric>
              <GuardedIcon
                verdict={mayDelete}
                name={`Delete the credential ${credential.name}`}
                shortName="Delete"
                onClick={() => onDelete(credential)}
              >
                <IconTrash size={16} />
              </GuardedIcon>
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
