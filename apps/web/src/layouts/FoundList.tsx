import { Button } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { pageOf, useAddress } from "../hooks/use-address.ts";
import { useListKeys } from "../hooks/use-list-keys.ts";
import { Pager } from "../ui/Pager.tsx";

export interface FoundListProps<Row> {
  /** What is left of the list by what stands in the address. */
  readonly found: readonly Row[];
  /** How many there are without it. */
  readonly total: number;
  readonly pageSize: number;
  /** What is said when nothing is left: "No agent is like this." */
  readonly none: string;
  /** The members of the address that narrow the list. */
  readonly filters: readonly string[];
  /** Where a row is opened by keys. */
  readonly pathOf: (row: Row) => string;
  /** The page of rows, and the one that the keys are on. */
  readonly children: (shown: readonly Row[], marked: number) => ReactNode;
}

/** A page of the rows that were found, with keys and the way to the other pages; or the way back to all when none was. */
export function FoundList<Row>({ found, total, pageSize, none, filters, pathOf, children }: FoundListProps<Row>) {
  const { address, change } = useAddress();
  const page = Math.min(pageOf(address["page"]), Math.max(1, Math.ceil(found.length / pageSize)));
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  const marked = useOpenByKeys(shown, pathOf);
  if (found.length === 0) {
    const everything = Object.fromEntries([...filters, "page"].map((name) => [name, ""]));
    return (
      <p className="sentence">
        {none}{" "}
        <Button variant="default" size="compact-sm" onClick={() => change(everything)}>
          Show all {total.toLocaleString()}
        </Button>
      </p>
    );
  }
  return (
    <>
      {children(shown, marked)}
      {found.length > pageSize ? (
        <Pager
          page={page}
          pageSize={pageSize}
          total={found.length}
          onPage={(next) => change({ page: next === 1 ? "" : String(next) }, true)}
        />
      ) : undefined}
    </>
  );
}

/** The row that the keys are on. */
function useOpenByKeys<Row>(shown: readonly Row[], pathOf: (row: Row) => string): number {
  const router = useRouter();
  return useListKeys(shown.length, (row) => {
    const one = shown[row];
    if (one !== undefined) void router.navigate({ to: pathOf(one) });
  });
}
