import { Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Address } from "../hooks/use-address.ts";
import type { Verdict } from "../hooks/use-may.ts";
import "./GuardedItem.css";

export interface GuardedItemProps {
  readonly verdict: Verdict;
  readonly icon: ReactNode;
  readonly onClick?: () => void;
  /** Instead of an act: where it leads. */
  readonly to?: string;
  readonly search?: Address;
  readonly children: ReactNode;
}

/** An entry of a menu that says why it is switched off. */
export function GuardedItem({ verdict, icon, onClick, to, search = {}, children }: GuardedItemProps) {
  const look = { leftSection: icon };
  if (!verdict.isAllowed) {
    return (
      <Menu.Item {...look} className="guarded-item" aria-disabled data-disabled closeMenuOnClick={false}>
        {children}
        {verdict.why === undefined ? undefined : <span className="guarded-item-why">{verdict.why}</span>}
      </Menu.Item>
    );
  }
  if (to !== undefined) {
    return (
      <Menu.Item {...look} renderRoot={(props: object) => <Link to={to} search={() => search} {...props} />}>
        {children}
      </Menu.Item>
    );
  }
  return (
    <Menu.Item {...look} {...(onClick === undefined ? {} : { onClick })}>
      {children}
    </Menu.Item>
  );
}
