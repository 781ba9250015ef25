import type { Participant } from "@postern/contracts";
import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useAddress } from "../../hooks/use-address.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePagedSearch } from "../../hooks/use-paged-search.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { Pager } from "../../ui/Pager.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { AddParticipantDialog } from "./AddParticipantDialog.tsx";
import { ParticipantTable } from "./ParticipantTable.tsx";
import { RemoveParticipantDialog } from "./RemoveParticipantDialog.tsx";
import { RightsPanel } from "./RightsPanel.tsx";
import { useWorkspaceScope } from "./use-workspace-scope.ts";

/** Who works here, and as what. */
export function ParticipantsPage() {
  usePageTitle("Participants");
  const scope = useWorkspaceScope();
  const { address, change } = useAddress();
  const { query, onSearch, ...paged } = usePagedSearch();
  const participants = useQuery(queries.participants(scope, query));
  const mayAdd = useMay("workspace:write");
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Participant | undefined>();
  const person = Number(address["person"] ?? Number.NaN);
  const isEmpty = participants.data?.totalSize === 0 && query.search === "";
  const addButton = (
    <GuardedButton verdict={mayAdd} leftSection={<IconUserPlus size={16} />} onClick={() => setAdding(true)}>
      Add participant
    </GuardedButton>
  );
  return (
    <>
      <PageHeader title="Participants" actions={isEmpty ? undefined : addButton}>
        People and teams with a role here. Owners of {scope.orgName} may do everything without being listed.
      </PageHeader>
      <Answer to={participants} failure="The participants could not be read." rows={6}>
        {({ participants: list, totalSize }) =>
          isEmpty ? (
            <EmptyState title="Nobody takes part yet" action={addButton}>
              Add members of the organization, whole teams, or people from outside. Each gets a role, which says what they may do here.
            </EmptyState>
          ) : (
            <>
              <div className="tab-bar">
                <SearchBox label="Search participants" placeholder="User name, address or team" value={query.search} onSearch={onSearch} />
              </div>
              {list.length === 0 ? (
                <p className="sentence">Nobody and no team begins with “{query.search}”.</p>
              ) : (
                <ParticipantTable participants={list} onRemove={setLeaving} onRights={(userId) => change({ person: String(userId) })} />
              )}
              {totalSize > paged.pageSize ? <Pager {...paged} total={totalSize} /> : undefined}
            </>
          )
        }
      </Answer>
      {isAdding ? <AddParticipantDialog onClose={() => setAdding(false)} /> : undefined}
      {leaving === undefined ? undefined : <RemoveParticipantDialog participant={leaving} onClose={() => setLeaving(undefined)} />}
      {Number.isSafeInteger(person) ? <RightsPanel userId={person} onClose={() => change({ person: "" })} /> : undefined}
    </>
  );
}
