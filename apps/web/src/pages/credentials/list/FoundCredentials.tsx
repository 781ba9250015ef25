import { Button, NativeSelect } from "@mantine/core";
import type { Credentials } from "@postern/contracts";
import { useRouter } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { pageOf, useAddress } from "../../../hooks/use-address.ts";
import { useListKeys } from "../../../hooks/use-list-keys.ts";
import { useNow } from "../../../hooks/use-now.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { paths } from "../../../paths.ts";
import { Pager } from "../../../ui/Pager.tsx";
import { SearchBox } from "../../../ui/SearchBox.tsx";
import { filteredCredentials, providersOf, statusFilters } from "./credential-filter.ts";
import { CredentialTable } from "./CredentialTable.tsx";

const pageSize = 25;

export interface FoundCredentialsProps {
  readonly credentials: readonly Credentials[];
  readonly onDelete: (credential: Credentials) => void;
  /** Shows who may use it. */
  readonly onLimit: (credential: Credentials) => void;
}

/** The list, narrowed by what stands in the address. All are here already: narrowing asks nobody. */
export function FoundCredentials({ credentials, ...acts }: FoundCredentialsProps) {
  const { address, change } = useAddress();
  const { search = "", provider = "", status = "" } = address;
  const nowMs = useNow(60_000);
  const found = useMemo(
    () => filteredCredentials(credentials, { search, provider, status }, nowMs),
    [credentials, search, provider, status, nowMs],
  );
  const page = Math.min(pageOf(address["page"]), Math.max(1, Math.ceil(found.length / pageSize)));
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  const marked = useOpenByKeys(shown);
  return (
    <>
      <div className="tab-bar">
        <SearchBox
          label="Search credentials"
          placeholder="Name, host, description …"
          value={search}
          onSearch={(text) => change({ search: text, page: "" })}
        />
        <div className="credential-filters">
          <NativeSelect
            aria-label="Provider"
            data={[{ value: "", label: "Every provider" }, ...providersOf(credentials)]}
            value={provider}
            onChange={(event) => change({ provider: event.currentTarget.value, page: "" })}
          />
          <NativeSelect
            aria-label="Status"
            data={[{ value: "", label: "Every status" }, ...statusFilters]}
            value={status}
            onChange={(event) => change({ status: event.currentTarget.value, page: "" })}
          />
        </div>
      </div>
      {found.length === 0 ? (
        <p className="sentence">
          No credential is like this.{" "}
          <Button variant="default" size="compact-sm" onClick={() => change({ search: "", provider: "", status: "", page: "" })}>
            Show all {credentials.length.toLocaleString()}
          </Button>
        </p>
      ) : (
        <CredentialTable credentials={shown} marked={marked} {...acts} />
      )}
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
function useOpenByKeys(shown: readonly Credentials[]): number {
  const router = useRouter();
  const scope = useScope();
  const open = useCallback(
    (row: number) => {
      const one = shown[row];
      if (one !== undefined) void router.navigate({ to: paths.credential(scope, one.id) });
    },
    [router, scope, shown],
  );
  return useListKeys(shown.length, open);
}
