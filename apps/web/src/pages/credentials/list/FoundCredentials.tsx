import { NativeSelect } from "@mantine/core";
import type { Credentials } from "@postern/contracts";
import { useMemo } from "react";
import { useAddress } from "../../../hooks/use-address.ts";
import { useNow } from "../../../hooks/use-now.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { FoundList } from "../../../layouts/FoundList.tsx";
import { paths } from "../../../paths.ts";
import { SearchBox } from "../../../ui/SearchBox.tsx";
import { filteredCredentials, providersOf, statusFilters } from "./credential-filter.ts";
import { CredentialTable } from "./CredentialTable.tsx";

const pageSize = 25;
const filters = ["search", "provider", "status"] as const;

export interface FoundCredentialsProps {
  readonly credentials: readonly Credentials[];
  readonly onDelete: (credential: Credentials) => void;
  /** Shows who may use it. */
  readonly onLimit: (credential: Credentials) => void;
}

/** The list, narrowed by what stands in the address. All are here already: narrowing asks nobody. */
export function FoundCredentials({ credentials, ...acts }: FoundCredentialsProps) {
  const scope = useScope();
  const { address, change } = useAddress();
  const { search = "", provider = "", status = "" } = address;
  const nowMs = useNow(60_000);
  const found = useMemo(
    () => filteredCredentials(credentials, { search, provider, status }, nowMs),
    [credentials, search, provider, status, nowMs],
  );
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
      <FoundList
        found={found}
        total={credentials.length}
        pageSize={pageSize}
        none="No credential is like this."
        filters={filters}
        pathOf={(one) => paths.credential(scope, one.id)}
      >
        {(shown, marked) => <CredentialTable credentials={shown} marked={marked} {...acts} />}
      </FoundList>
    </>
  );
}
