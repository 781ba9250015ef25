import type { Credentials } from "@postern/contracts";
import { IconTrash, IconUserCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { shortenMiddle } from "../../../format/shorten-middle.ts";
import { allowed, useMay } from "../../../hooks/use-may.ts";
import { useNow } from "../../../hooks/use-now.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { GuardedIcon } from "../../../layouts/GuardedButton.tsx";
import { paths } from "../../../paths.ts";
import { DataTable } from "../../../ui/DataTable.tsx";
import { RelativeTime } from "../../../ui/RelativeTime.tsx";
import { credentialLook } from "../../../ui/state-looks.ts";
import { StateMark } from "../../../ui/StateMark.tsx";
import { endOf } from "../credential-end.ts";
import { CredentialEnd } from "../CredentialEnd.tsx";
import { providerName } from "../providers.ts";
import "./CredentialTable.css";

export interface CredentialTableProps {
  readonly credentials: readonly Credentials[];
  /** The row that the keys are on, -1 for none. */
  readonly marked: number;
  readonly onDelete: (credential: Credentials) => void;
  /** Shows who may use it. */
  readonly onLimit: (credential: Credentials) => void;
}

export function CredentialTable({ credentials, marked, ...acts }: CredentialTableProps) {
  return (
    <DataTable label="Credentials" className="credential-table">
      <thead>
        <tr>
          <th>Name</th>
          <th className="not-on-phone">Provider</th>
          <th>Status</th>
          <th className="not-on-phone">Last used</th>
          <th className="not-on-phone">Ends</th>
          <th className="not-on-phone">Added</th>
          <th aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {credentials.map((credential, row) => (
          <CredentialRow key={credential.id} credential={credential} isMarked={row === marked} {...acts} />
        ))}
      </tbody>
    </DataTable>
  );
}

interface CredentialRowProps extends Pick<CredentialTableProps, "onDelete" | "onLimit"> {
  readonly credential: Credentials;
  readonly isMarked: boolean;
}

function CredentialRow({ credential, isMarked, ...acts }: CredentialRowProps) {
  const scope = useScope();
  const { id, name, description, provider, reach, message, status } = credential;
  return (
    <tr data-active={isMarked ? true : undefined} aria-current={isMarked ? true : undefined}>
      <td className="wide" title={description ?? undefined}>
        <Link to={paths.credential(scope, id)} className="strong">
          {name}
        </Link>
        {description === null ? undefined : <span className="quiet credential-about"> {description}</span>}
        <span className="credential-below">
          {providerName(provider)}
          {reach === null ? "" : ` · ${shortenMiddle(reach, 24)}`}
          <EndNear credential={credential} />
        </span>
      </td>
      <td className="not-on-phone">
        {providerName(provider)}
        {reach === null ? undefined : (
          <span className="quiet mono credential-reach" title={reach}>
            {shortenMiddle(reach, 24)}
          </span>
        )}
      </td>
      <td>
        <div className="credential-status" title={message ?? undefined}>
          <StateMark look={credentialLook(status)} />
          {status === "INVALID" && message !== null ? <span className="quiet not-on-phone">{message}</span> : undefined}
        </div>
      </td>
      <td className="not-on-phone">
        <RelativeTime at={credential.lastUsed} otherwise="never" />
      </td>
      <td className="not-on-phone">
        <CredentialEnd expiresAt={credential.expiresAt} />
      </td>
      <td className="not-on-phone">
        <RelativeTime at={credential.dateCreated} />
      </td>
      <td data-numeric>
        <RowActs credential={credential} {...acts} />
      </td>
    </tr>
  );
}

/** On a phone there is no column for the end: it is said where it matters. */
function EndNear({ credential: { expiresAt } }: Pick<CredentialRowProps, "credential">) {
  const end = endOf(expiresAt, useNow(60_000));
  return end === "soon" || end === "ended" ? <CredentialEnd expiresAt={expiresAt} /> : undefined;
}

function RowActs({ credential, onDelete, onLimit }: Omit<CredentialRowProps, "isMarked">) {
  const { workspaceId } = useScope();
  const mayDelete = useMay("credentials:delete");
  return (
    <>
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
    </>
  );
}
