import { Button } from "@mantine/core";
import { IconPlayerPlay } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { queries } from "../../api/queries.ts";
import { pageOf, useAddress } from "../../hooks/use-address.ts";
import { useListKeys } from "../../hooks/use-list-keys.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedLink } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { Pager } from "../../ui/Pager.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { NoRuns } from "./NoRuns.tsx";
import { RunTable } from "./RunTable.tsx";
import { useSteadyRuns } from "./use-steady-runs.ts";
import "./RunsPage.css";

const pageSize = 25;

/** What is running, and is anything wrong? */
export function RunsPage() {
  usePageTitle("Runs");
  const scope = useScope();
  const { address, change } = useAddress();
  const page = pageOf(address["page"]);
  const search = address["search"] ?? "";
  const query = { max: pageSize, offset: (page - 1) * pageSize, search };
  const mayLaunch = useMay("workflow_quick:execute");
  const runs = useQuery(queries.runs(scope, query));
  const launchButton = (
    <GuardedLink verdict={mayLaunch} to={paths.launch(scope)} leftSection={<IconPlayerPlay size={15} />}>
      Launch
    </GuardedLink>
  );
  return (
    <>
      <PageHeader title="Runs" actions={launchButton} />
      <Answer to={runs} failure="The runs could not be read." rows={12}>
        {(answer) =>
          answer.totalSize === 0 && search === "" ? (
            <NoRuns launchButton={launchButton} />
          ) : (
            <>
              <SearchBox
                label="Search runs"
                placeholder="Name, pipeline, status:failed …"
                value={search}
                onSearch={(text) => change({ search: text, page: "" })}
              />
              <SteadyTable
                place={runs.isPlaceholderData ? "…" : JSON.stringify(query)}
                answer={answer}
                search={search}
                page={page}
                onPage={(next) => change({ page: next === 1 ? "" : String(next) }, true)}
              />
            </>
          )
        }
      </Answer>
    </>
  );
}

interface SteadyTableProps {
  readonly place: string;
  readonly answer: { readonly workflows: Parameters<typeof useSteadyRuns>[1]; readonly totalSize: number };
  readonly search: string;
  readonly page: number;
  readonly onPage: (page: number) => void;
}

function SteadyTable({ place, answer, search, page, onPage }: SteadyTableProps) {
  const scope = useScope();
  const router = useRouter();
  const { rows, newCount, showNew } = useSteadyRuns(place, answer.workflows);
  const open = useCallback(
    (row: number) => {
      const run = rows[row];
      if (run !== undefined) void router.navigate({ to: paths.run(scope, run.workflow.id) });
    },
    [rows, router, scope],
  );
  const marked = useListKeys(rows.length, open);
  return (
    <>
      <div className="runs-new" role="status">
        {newCount === 0 ? undefined : (
          <Button variant="light" size="compact-sm" onClick={showNew}>
            {newCount} new
          </Button>
        )}
      </div>
      {rows.length === 0 ? <p className="sentence">No run matches “{search}”.</p> : <RunTable runs={rows} marked={marked} />}
      <Pager page={page} pageSize={pageSize} total={answer.totalSize} onPage={onPage} />
    </>
  );
}
