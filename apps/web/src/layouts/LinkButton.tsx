import { Button } from "@mantine/core";
import type { ButtonProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Address } from "../hooks/use-address.ts";

export interface LinkButtonProps extends ButtonProps {
  readonly to: string;
  /** Members of the address behind the `?`. */
  readonly search?: Address;
  readonly title?: string;
  readonly children: ReactNode;
}

/** A link that looks like a button, for going somewhere with something in hand. */
export function LinkButton({ to, search = {}, title, ...look }: LinkButtonProps) {
  return <Button {...look} renderRoot={(props: object) => <Link to={to} search={() => search} title={title} {...props} />} />;
}
