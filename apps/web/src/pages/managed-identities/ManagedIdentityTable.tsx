import type { ManagedIdentity } from "@postern/contracts";
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconPencil, IconTrash, IconUsers } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { GuardedIcon } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { platformName } from "../compute-envs/platforms.ts";
import { DeleteManagedIdentityDialog } from "./DeleteManagedIdentityDialog.tsx";
import { ManagedKeyDialog } from "./ManagedKeyDialog.tsx";

export interface ManagedIdentityTableProps {
  readonly identities: readonly ManagedIdentity[];
  readonly onEdit: (identity: ManagedIdentity) => void;
}

export function ManagedIdentityTable({ identities, onEdit }: ManagedIdentityTableProps) {
  const [keyOf, setKeyOf] = useState<ManagedIdentity | undefined>();
  const [leaving, setLeaving] = useState<ManagedIdentity | undefined>();
  return (
    <>
      <DataTable label="Managed identities">
        <thead>
          <tr>
            <th>Name</th>
            <th className="not-on-phone">Platform</th>
            <th className="not-on-phone">Login node</th>
            <th>Your key</th>
            <th className="not-on-phone" data-numeric>
              Keys
            </th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {identities.map((identity) => (
            <tr key={identity.id}>
              <td className="strong">{identity.name}</td>
              <td className="not-on-phone">{platformName(identity.platform)}</td>
              <td className="wide not-on-phone" title={`${addressOf(identity)}${behindOf(identity)}`}>
                {addressOf(identity)}
                <span className="quiet">{behindOf(identity)}</span>
              </td>
              <td>
                <Button variant="default" size="compact-sm" aria-label={keyLabel(identity)} onClick={() => setKeyOf(identity)}>
                  {identity.ownKey === null ? "Add" : identity.ownKey.userName}
                </Button>
              </td>
              <td className="not-on-phone" data-numeric>
                {identity.keysCount.toLocaleString()}
              </td>
              <td data-numeric>
                <OwnersActs identity={identity} onEdit={onEdit} onDelete={setLeaving} />
              </td>
            </tr>
          ))}
        </tbody>
      </DataTable>
      {keyOf === undefined ? undefined : (
        <ManagedKeyDialog identity={keyOf} of={{ whose: "own", key: keyOf.ownKey }} onClose={() => setKeyOf(undefined)} />
      )}
      {leaving === undefined ? undefined : <DeleteManagedIdentityDialog identity={leaving} onClose={() => setLeaving(undefined)} />}
    </>
  );
}

interface OwnersActsProps {
  readonly identity: ManagedIdentity;
  readonly onEdit: (identity: ManagedIdentity) => void;
  readonly onDelete: (identity: ManagedIdentity) => void;
}

function OwnersActs({ identity, onEdit, onDelete }: OwnersActsProps) {
  const { name: orgName } = useOrganization();
  const may = useMayInOrganization("organization:write");
  const { id, name } = identity;
  return (
    <>
      {may.isAllowed ? (
        <Tooltip label="Keys of people">
          <ActionIcon
            aria-label={`Keys of people for ${name}`}
            renderRoot={(look: object) => <Link to={paths.managedIdentity(orgName, id)} {...look} />}
          >
            <IconUsers size={16} />
          </ActionIcon>
        </Tooltip>
      ) : undefined}
      <GuardedIcon verdict={may} name={`Edit ${name}`} shortName="Edit" onClick={() => onEdit(identity)}>
        <IconPencil size={16} />
      </GuardedIcon>
      <GuardedIcon verdict={may} name={`Delete ${name}`} shortName="Delete" onClick={() => onDelete(identity)}>
        <IconTrash size={16} />
      </GuardedIcon>
    </>
  );
}

const addressOf = ({ hostName, port }: Pick<ManagedIdentity, "hostName" | "port">): string =>
  port === 22 ? hostName : `${hostName}:${String(port)}`;

/** What is passed on the way there. */
const behindOf = ({ jumpHosts }: ManagedIdentity): string =>
  jumpHosts.length === 0 ? "" : `, behind ${jumpHosts.map(addressOf).join(", then ")}`;

const keyLabel = ({ name, ownKey }: ManagedIdentity): string =>
  ownKey === null ? `Add your key for ${name}` : `Your key for ${name}: ${ownKey.userName}`;
