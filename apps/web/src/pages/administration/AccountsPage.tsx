import { Button, Group, NativeSelect } from "@mantine/core";
import type { Account, ListAccountsResponse } from "@postern/contracts";
import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useAddress } from "../../hooks/use-address.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { Pager } from "../../ui/Pager.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { AccountActDialog } from "./AccountActDialog.tsx";
import type { AccountAct } from "./AccountActDialog.tsx";
import { AccountTable } from "./AccountTable.tsx";
import { stateChoices, toState } from "./account-words.ts";
import { InviteDialog } from "./InviteDialog.tsx";
import { usePagedSearch } from "../../hooks/use-paged-search.ts";

/** Who has an account here, and who does not use theirs any more? */
export function AccountsPage() {
  usePageTitle("Users", "Administration");
  const { address, change } = useAddress();
  const { query, onSearch, ...paged } = usePagedSearch();
  const state = toState(address["state"]);
  const accounts = useQuery(queries.accounts({ ...query, state }));
  const [isInviting, setInviting] = useState(false);
  const [act, setAct] = useState<{ readonly account: Account; readonly kind: AccountAct } | undefined>();
  const inviteButton = (
    <Button leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
      Invite user
    </Button>
  );
  return (
    <>
      <PageHeader title="Users" actions={inviteButton} />
      <Group gap="sm" mb="xs" align="flex-end">
        <SearchBox label="Search users" placeholder="Name or e-mail address" value={query.search} onSearch={onSearch} />
        <NativeSelect
          aria-label="State"
          data={[...stateChoices]}
          value={state ?? ""}
          onChange={(event) => change({ state: event.currentTarget.value, page: "" })}
        />
      </Group>
      <Answer to={accounts} failure="The accounts could not be read." rows={10}>
        {(answer) => <FoundAccounts answer={answer} {...paged} onAct={(account, kind) => setAct({ account, kind })} />}
      </Answer>
      {isInviting ? <InviteDialog onClose={() => setInviting(false)} /> : undefined}
      {act === undefined ? undefined : <AccountActDialog {...act} onClose={() => setAct(undefined)} />}
    </>
  );
}

interface FoundAccountsProps {
  readonly answer: ListAccountsResponse;
  readonly page: number;
  readonly pageSize: number;
  readonly onPage: (page: number) => void;
  readonly onAct: (account: Account, act: AccountAct) => void;
}

function FoundAccounts({ answer, page, pageSize, onPage, onAct }: FoundAccountsProps) {
  if (answer.accounts.length === 0) return <p className="sentence">No account is like this.</p>;
  return (
    <>
      <AccountTable accounts={answer.accounts} onAct={onAct} />
      <Pager page={page} pageSize={pageSize} total={answer.totalSize} onPage={onPage} />
    </>
  );
}
