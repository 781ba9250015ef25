import { Button } from "@mantine/core";
import type { ManagedIdentity, ManagedMember } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { usePathMember } from "../../hooks/use-path-member.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { ManagedKeyDialog } from "./ManagedKeyDialog.tsx";

/** For owners: who has a key for a managed identity, and who has none. */
export function ManagedMembersPage() {
  const { orgId, name } = useOrganization();
  const id = usePathMember("identityId");
  const identities = useQuery(queries.managedIdentities(orgId));
  const identity = identities.data?.managedIdentities.find((one) => one.id === id);
  usePageTitle(identity?.name, "Managed identities", name);
  return (
    <Answer to={identities} failure="The managed identity could not be read." rows={6}>
      {() =>
        identity === undefined ? (
          <p className="sentence">
            This managed identity is not there any more. <Link to={paths.managedIdentities(name)}>All managed identities</Link>
          </p>
        ) : (
          <Members identity={identity} />
        )
      }
    </Answer>
  );
}

function Members({ identity }: { readonly identity: ManagedIdentity }) {
  const { orgId, name } = useOrganization();
  const members = useQuery(queries.managedMembers(orgId, identity.id));
  const [open, setOpen] = useState<ManagedMember | undefined>();
  return (
    <>
      <PageHeader title={identity.name}>
        <div>Keys of people for {identity.hostName}. You can add one for somebody, and never see one again.</div>
        <Link to={paths.managedIdentities(name)}>All managed identities</Link>
      </PageHeader>
      <Answer to={members} failure="The keys of people could not be read." rows={4}>
        {({ members: list }) => (
          <>
            <p className="sentence">{haveWords(list)}</p>
            <MemberTable name={identity.name} members={list} onOpen={setOpen} />
          </>
        )}
      </Answer>
      {open === undefined ? undefined : (
        <ManagedKeyDialog identity={identity} of={{ whose: open, key: open.key }} onClose={() => setOpen(undefined)} />
      )}
    </>
  );
}

function haveWords(members: readonly ManagedMember[]): string {
  const have = members.filter(({ key }) => key !== null).length;
  return `${have.toLocaleString()} of ${members.length.toLocaleString()} people have a key here.`;
}

interface MemberTableProps {
  readonly name: string;
  readonly members: readonly ManagedMember[];
  readonly onOpen: (member: ManagedMember) => void;
}

function MemberTable({ name, members, onOpen }: MemberTableProps) {
  return (
    <DataTable label={`Keys for ${name}`}>
      <thead>
        <tr>
          <th>Person</th>
          <th>Account</th>
          <th className="not-on-phone">Fingerprint</th>
          <th aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr key={member.memberId}>
            <td className="strong">{member.userName}</td>
            <td>{member.key?.userName ?? <span className="quiet">no key yet</span>}</td>
            <td className="wide not-on-phone">{member.key?.fingerprint}</td>
            <td data-numeric>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={`${member.key === null ? "Add" : "Change"} the key of ${member.userName}`}
                onClick={() => onOpen(member)}
              >
                {member.key === null ? "Add" : "Change"}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
