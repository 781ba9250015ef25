import type { Label } from "@postern/contracts";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePagedSearch } from "../../hooks/use-paged-search.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { Pager } from "../../ui/Pager.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { DeleteLabelDialog } from "./DeleteLabelDialog.tsx";
import { LabelDialog } from "./LabelDialog.tsx";
import { LabelTable } from "./LabelTable.tsx";

/** Which labels are there, what has them, and which do new environments get? */
export function LabelsPage() {
  usePageTitle("Labels");
  const { query, onSearch, ...paged } = usePagedSearch();
  const list = useQuery(queries.labels(useScope(), query));
  const mayMake = useMay("label:write");
  const [edited, setEdited] = useState<Label | "new" | undefined>();
  const [leaving, setLeaving] = useState<Label | undefined>();
  const isEmpty = list.data?.totalSize === 0 && query.search === "";
  const addButton = (
    <GuardedButton verdict={mayMake} leftSection={<IconPlus size={16} />} onClick={() => setEdited("new")}>
      Add label
    </GuardedButton>
  );
  return (
    <>
      <PageHeader title="Labels" actions={isEmpty ? undefined : addButton}>
        Words, and names with a value, by which environments are found and sorted.
      </PageHeader>
      <Answer to={list} failure="The labels could not be read." rows={6}>
        {({ labels, totalSize }) =>
          isEmpty ? (
            <EmptyState title="There is no label yet" action={addButton} command="tw labels add --name prod">
              A label is a word, such as prod, or a name with a value, such as cost=PRJ 1. One that is a default is put on each new
              environment.
            </EmptyState>
          ) : (
            <>
              <div className="tab-bar">
                <SearchBox label="Search labels" placeholder="Name or value" value={query.search} onSearch={onSearch} />
              </div>
              {labels.length === 0 ? (
                <p className="sentence">No label has “{query.search}” in its name or value.</p>
              ) : (
                <LabelTable labels={labels} onEdit={setEdited} onDelete={setLeaving} />
              )}
              {totalSize > paged.pageSize ? <Pager {...paged} total={totalSize} /> : undefined}
            </>
          )
        }
      </Answer>
      {edited === undefined ? undefined : (
        <LabelDialog label={edited === "new" ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
      {leaving === undefined ? undefined : <DeleteLabelDialog label={leaving} onClose={() => setLeaving(undefined)} />}
    </>
  );
}
