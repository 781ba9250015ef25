import type { Credentials } from "@postern/contracts";
import { IconTrash, IconUserCheck } from "@tabler/icons-react";
import { allowed, useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedIcon } from "../../layouts/GuardedButton.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { providerName } from "./providers.ts";

export interface CredentialTableProps {
  readonly credentials: readonly Credentials[];
  readonly onDelete: (credential: Credentials) => void;
  /** Shows who may use it. */
  readonly onLimit: (credential: Credentials) => void;
}

export function CredentialTable({ credentials, onDelete, onLimit }: CredentialTableProps) {
  const { workspaceId } = useScope();
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
              {workspaceId === null ? undefined : (
                <GuardedIcon verdict={allowed} name={`Who may use ${credential.name}`} onClick={() => onLimit(credential)}>
                  <IconUserCheck size={16} />
                </GuardedIcon>
              )}
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
