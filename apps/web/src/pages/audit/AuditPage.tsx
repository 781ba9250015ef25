import { Button } from "@mantine/core";
import type { AuditEntry, ListAuditEntriesResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { ReactNode } from "react";
import type { AuditFilter, AuditScope } from "../../api/audit-queries.ts";
import { queries } from "../../api/queries.ts";
import { useAddress } from "../../hooks/use-address.ts";
import { useClock } from "../../hooks/use-clock.ts";
import { useListKeys } from "../../hooks/use-list-keys.ts";
import { useSteadyRows } from "../../hooks/use-steady-rows.ts";
import { Answer } from "../../ui/Answer.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { AuditFilters } from "./AuditFilters.tsx";
import { CursorPager } from "../../ui/CursorPager.tsx";
import { AuditTable } from "./AuditTable.tsx";
import { EntryPanel } from "./EntryPanel.tsx";
import { ExportMenu } from "./ExportMenu.tsx";
import { filterOf, isFiltered } from "./audit-filter.ts";
import "./AuditPage.css";

const pageSize = 50;

export interface AuditPageProps {
  readonly scope: AuditScope;
  readonly title: string;
  /** Whose acts these are: one sentence. */
  readonly children: ReactNode;
}

/** Who did what, when, from where, and what was it before? */
export function AuditPage({ scope, title, children }: AuditPageProps) {
  const { address } = useAddress();
  const clock = useClock();
  // The moment moves with the address, not with every drawing: else a range would be another question each time.
  const filter = useMemo(() => filterOf(address, clock.now()), [address, clock]);
  const cursor = address["cursor"];
  const query = { ...filter, max: pageSize, cursor };
  const trail = useQuery(queries.audit(scope, query));
  return (
    <>
      <PageHeader title={title} actions={<ExportMenu scope={scope} filter={filter} />}>
        {children} {retentionWords(trail.data)}
      </PageHeader>
      <AuditFilters scope={scope} entries={trail.data?.entries ?? []} />
      <Answer to={trail} failure="The audit trail could not be read." rows={12}>
        {(answer) => (
          <Trail
            place={trail.isPlaceholderData ? "…" : JSON.stringify(query)}
            answer={answer}
            scope={scope}
            filter={filter}
            cursor={cursor}
          />
        )}
      </Answer>
    </>
  );
}

function retentionWords(answer: ListAuditEntriesResponse | undefined): string {
  if (answer === undefined) return "";
  return answer.retentionDays === null ? "Nothing is ever taken out." : `Entries are kept for ${String(answer.retentionDays)} days.`;
}

interface TrailProps {
  readonly place: string;
  readonly answer: ListAuditEntriesResponse;
  readonly scope: AuditScope;
  readonly filter: AuditFilter;
  readonly cursor: string | undefined;
}

function Trail({ place, answer, scope, filter, cursor }: TrailProps) {
  const { address, change } = useAddress();
  const fresh = useMemo(() => answer.entries.map((entry) => ({ ...entry, id: String(entry.id) })), [answer.entries]);
  const { rows, newCount, showNew } = useSteadyRows(place, fresh);
  const open = (entryId: string | undefined): void => change({ entry: entryId });
  const marked = useListKeys(rows.length, (row) => open(rows[row]?.id));
  const entry = answer.entries.find(({ id }) => String(id) === address["entry"]);
  return (
    <>
      <div className="audit-new" role="status">
        {newCount === 0 ? undefined : (
          <Button variant="light" size="compact-sm" onClick={showNew}>
            {newCount} new
          </Button>
        )}
      </div>
      {rows.length === 0 ? (
        <NoEntries isFiltered={isFiltered(filter)} hasOlder={answer.nextCursor !== null} />
      ) : (
        <AuditTable entries={rows.map(withNumber)} marked={marked} opened={entry?.id} onOpen={({ id }) => open(String(id))} />
      )}
      <CursorPager isFirst={cursor === undefined} nextCursor={answer.nextCursor} />
      {entry === undefined ? undefined : <EntryPanel entry={entry} scope={scope} onClose={() => open(undefined)} />}
    </>
  );
}

const withNumber = ({ id, ...entry }: Omit<AuditEntry, "id"> & { readonly id: string }): AuditEntry => ({ ...entry, id: Number(id) });

interface NoEntriesProps {
  readonly isFiltered: boolean;
  /** A long trail is searched a part at a time. */
  readonly hasOlder: boolean;
}

function NoEntries({ isFiltered: isNarrowed, hasOlder }: NoEntriesProps) {
  if (hasOlder) return <p className="sentence">No entry is like this in the part of the trail that was searched. Older ones may be.</p>;
  if (isNarrowed) return <p className="sentence">No entry is like this.</p>;
  return (
    <EmptyState title="Nothing was done here yet">
      Every change, every sign-in and every use of a secret will stand here, with who did it and from where.
    </EmptyState>
  );
}
