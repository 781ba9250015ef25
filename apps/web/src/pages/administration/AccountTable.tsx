import type { Account } from "@postern/contracts";
import { IconShieldCheck } from "@tabler/icons-react";
import { DataTable } from "../../ui/DataTable.tsx";
import { NameCell } from "../../ui/NameCell.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { StateMark } from "../../ui/StateMark.tsx";
import type { AccountAct } from "./AccountActDialog.tsx";
import { AccountMenu } from "./AccountMenu.tsx";
import { accountLook, fullName } from "./account-words.ts";
import "./AccountTable.css";

export interface AccountTableProps {
  readonly accounts: readonly Account[];
  readonly onAct: (account: Account, act: AccountAct) => void;
}

export function AccountTable({ accounts, onAct }: AccountTableProps) {
  return (
    <DataTable label="Users" className="keeps-words">
      <thead>
        <tr>
          <th>User</th>
          <th className="not-on-phone">E-mail address</th>
          <th>State</th>
          <th className="not-on-phone">Runs the server</th>
          <th className="not-on-phone" data-numeric>
            Organizations
          </th>
          <th className="not-on-phone">Last access</th>
          <th aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <AccountRow key={account.id} account={account} onAct={(act) => onAct(account, act)} />
        ))}
      </tbody>
    </DataTable>
  );
}

function AccountRow({ account, onAct }: { readonly account: Account; readonly onAct: (act: AccountAct) => void }) {
  return (
    <tr>
      <NameCell name={account.userName} fullName={fullName(account)} />
      <td className="not-on-phone">{account.email}</td>
      <td>
        <StateMark look={accountLook(account.state)} />
      </td>
      <td className="not-on-phone">
        {account.isAdministrator ? (
          <span className="account-mark">
            <IconShieldCheck size={15} aria-hidden /> Administrator
          </span>
        ) : undefined}
      </td>
      <td className="not-on-phone" data-numeric>
        {account.organizationCount}
      </td>
      <td className="not-on-phone">
        <RelativeTime at={account.lastAccessAt} otherwise="never" />
      </td>
      <td data-numeric>
        <AccountMenu account={account} onAct={onAct} />
      </td>
    </tr>
  );
}
