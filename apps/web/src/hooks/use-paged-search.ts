import { pageOf, useAddress } from "./use-address.ts";
import type { SearchedPage } from "../api/administration-queries.ts";

const pageSize = 25;

export interface PagedSearch {
  /** For the question to the server. */
  readonly query: SearchedPage;
  readonly page: number;
  readonly pageSize: number;
  readonly onSearch: (search: string) => void;
  readonly onPage: (page: number) => void;
}

/** The search and the page number of a list, as they stand in the address. */
export function usePagedSearch(): PagedSearch {
  const { address, change } = useAddress();
  const page = pageOf(address["page"]);
  return {
    query: { max: pageSize, offset: (page - 1) * pageSize, search: address["search"] ?? "" },
    page,
    pageSize,
    onSearch: (search) => change({ search, page: "" }),
    onPage: (next) => change({ page: next === 1 ? "" : String(next) }, true),
  };
}
