import { ActionIcon, Button, Tooltip } from "@mantine/core";
import type { ButtonProps } from "@mantine/core";
import type { ReactNode } from "react";
import type { Verdict } from "../hooks/use-may.ts";
import { LinkButton } from "./LinkButton.tsx";
import type { LinkButtonProps } from "./LinkButton.tsx";

export interface GuardedButtonProps extends ButtonProps {
  readonly verdict: Verdict;
  readonly onClick?: () => void;
  readonly type?: "submit";
  readonly children: ReactNode;
}

/** A button that says why it is switched off: on hover, on focus, and to a screen reader. It never just vanishes. */
export function GuardedButton({ verdict, onClick, children, ...look }: GuardedButtonProps) {
  if (verdict.isAllowed) {
    return (
      <Button {...look} onClick={onClick}>
        {children}
      </Button>
    );
  }
  return (
    <RefusedButton {...look} why={verdict.why}>
      {children}
    </RefusedButton>
  );
}

/** The same for a link that looks like a button. */
export function GuardedLink({ verdict, to, search, title, ...look }: LinkButtonProps & { readonly verdict: Verdict }) {
  if (!verdict.isAllowed) return <RefusedButton {...look} why={verdict.why} />;
  return <LinkButton {...look} to={to} {...(search === undefined ? {} : { search })} {...(title === undefined ? {} : { title })} />;
}

// `disabled` would hide the reason from the keyboard: such a button cannot be focused.
function RefusedButton({
  why,
  type: _type,
  ...look
}: ButtonProps & { readonly why: string | undefined; readonly type?: string; readonly children: ReactNode }) {
  if (why === undefined) return <Button {...look} disabled />;
  return (
    <Tooltip label={why}>
      <Button {...look} type="button" data-disabled aria-disabled aria-description={why} />
    </Tooltip>
  );
}

export interface GuardedIconProps {
  readonly verdict: Verdict;
  /** The whole name: "Delete the credential gadi". */
  readonly name: string;
  /** On hover, where the name would repeat the row: "Delete". */
  readonly shortName?: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

export function GuardedIcon({ verdict, name, shortName, onClick, children }: GuardedIconProps) {
  const off = verdict.isAllowed ? {} : { "data-disabled": true, "aria-disabled": true, "aria-description": verdict.why };
  return (
    <Tooltip label={verdict.why ?? shortName ?? name}>
      <ActionIcon {...off} aria-label={name} {...(verdict.isAllowed ? { onClick } : {})}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
