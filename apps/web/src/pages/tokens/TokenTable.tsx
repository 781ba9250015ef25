import { ActionIcon, Tooltip } from "@mantine/core";
import type { PersonalToken } from "@postern/contracts";
import { IconRefresh, IconTrash } from "@tabler/icons-react";
import { DataTable } from "../../ui/DataTable.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { accessWords } from "./token-access-words.ts";
import { TokenEnd } from "./TokenEnd.tsx";

export interface TokenTableProps {
  readonly tokens: readonly PersonalToken[];
  readonly onRotate: (token: PersonalToken) => void;
  readonly onDelete: (token: PersonalToken) => void;
}

export function TokenTable({ tokens, onRotate, onDelete }: TokenTableProps) {
  return (
    <DataTable label="Your tokens" className="token-table keeps-words">
      <thead>
        <tr>
          <th>Name</th>
          <th className="not-on-phone">May</th>
          <th className="not-on-phone">Works in</th>
          <th>Ends</th>
          <th className="not-on-phone">Last used</th>
          <th className="not-on-phone">Made</th>
          <th aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <TokenRow key={token.id} token={token} onRotate={() => onRotate(token)} onDelete={() => onDelete(token)} />
        ))}
      </tbody>
    </DataTable>
  );
}

interface TokenRowProps {
  readonly token: PersonalToken;
  readonly onRotate: () => void;
  readonly onDelete: () => void;
}

function TokenRow({ token, onRotate, onDelete }: TokenRowProps) {
  const access = accessWords(token.access);
  return (
    <tr>
      <td className="wide strong" title={token.name}>
        {token.name}
        <span className="token-access-below">{access.name}</span>
      </td>
      <td className="not-on-phone" title={access.means}>
        {access.name}
      </td>
      <td className="not-on-phone token-places" title={placeNames(token).join("\n")}>
        {placesWords(token)}
      </td>
      <td>
        <TokenEnd token={token} />
      </td>
      <td className="not-on-phone">
        <RelativeTime at={token.lastUsedAt} otherwise="never" />
        {token.lastUsedFrom === null ? undefined : <span className="quiet"> from {token.lastUsedFrom}</span>}
      </td>
      <td className="not-on-phone">
        <RelativeTime at={token.createdAt} />
      </td>
      <td data-numeric>
        <Tooltip label="Rotate: a new value for the same token">
          <ActionIcon aria-label={`Rotate the token ${token.name}`} onClick={onRotate}>
            <IconRefresh size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Delete">
          <ActionIcon aria-label={`Delete the token ${token.name}`} onClick={onDelete}>
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
      </td>
    </tr>
  );
}

const placeNames = ({ workspaces }: PersonalToken): readonly string[] =>
  (workspaces ?? []).map(({ orgName, name }) => `${orgName} / ${name}`);

function placesWords(token: PersonalToken): string {
  const [first, ...others] = placeNames(token);
  // Bound to workspaces that are all gone is another thing than bound to none.
  if (first === undefined) return token.workspaces === null ? "everywhere" : "nowhere any more";
  return others.length === 0 ? first : `${first} and ${String(others.length)} more`;
}
