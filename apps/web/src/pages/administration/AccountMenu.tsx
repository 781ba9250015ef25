import { ActionIcon, Menu } from "@mantine/core";
import type { Account } from "@postern/contracts";
import { IconBan, IconDots, IconHistory, IconLink, IconShieldCheck, IconShieldOff, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useSession } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import type { AccountAct } from "./AccountActDialog.tsx";

export interface AccountMenuProps {
  readonly account: Account;
  readonly onAct: (act: AccountAct) => void;
}

/** What can be done with an account. Nobody locks themselves out: their own row says so. */
export function AccountMenu({ account, onAct }: AccountMenuProps) {
  const isSelf = useSession().user.id === account.id;
  const isGone = account.state === "removed";
  return (
    <Menu width={260}>
      <Menu.Target>
        <ActionIcon aria-label={`What can be done with ${account.userName}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconHistory size={15} />}
          renderRoot={(props: object) => (
            <Link to={paths.audit()} search={() => ({ actorId: String(account.id), actor: account.userName })} {...props} />
          )}
        >
          What they did
        </Menu.Item>
        {isSelf ? <Menu.Label>This is you: another administrator can change it.</Menu.Label> : undefined}
        {isGone ? (
          <Menu.Label>Removed. What they did stays readable.</Menu.Label>
        ) : (
          <Acts account={account} isSelf={isSelf} onAct={onAct} />
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function Acts({ account, isSelf, onAct }: AccountMenuProps & { readonly isSelf: boolean }) {
  const { state, isAdministrator } = account;
  const isDisabled = state === "disabled";
  return (
    <>
      <Menu.Item disabled={isDisabled} leftSection={<IconLink size={15} />} onClick={() => onAct("link")}>
        {state === "invited" ? "New invitation link" : "Link for a new password"}
      </Menu.Item>
      <Menu.Item
        disabled={isSelf}
        leftSection={isAdministrator ? <IconShieldOff size={15} /> : <IconShieldCheck size={15} />}
        onClick={() => onAct(isAdministrator ? "no administrator" : "administrator")}
      >
        {isAdministrator ? "Make an ordinary user" : "Make an administrator"}
      </Menu.Item>
      <Menu.Item disabled={isSelf} leftSection={<IconBan size={15} />} onClick={() => onAct(isDisabled ? "enable" : "disable")}>
        {isDisabled ? "Enable" : "Disable"}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item disabled={isSelf} color="red" leftSection={<IconTrash size={15} />} onClick={() => onAct("remove")}>
        Remove
      </Menu.Item>
    </>
  );
}
