import { useNavigate, useSearch } from "@tanstack/react-router";

/** Filters, tabs and page numbers as they stand in the address. Values are always text. */
export type Address = Readonly<Record<string, string | undefined>>;

export interface AddressState {
  readonly address: Address;
  /** Changes members of the address; an empty text or nothing takes one out. `isStep` makes "back" return here. */
  readonly change: (members: Address, isStep?: boolean) => void;
}

export function useAddress(): AddressState {
  const address: Address = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (members: Address, isStep = false): void => {
    void navigate({ to: ".", search: { ...address, ...members }, replace: !isStep, resetScroll: false });
  };
  return { address, change };
}

/** A page number from an address: whole and at least 1, whatever somebody typed there. */
export function pageOf(text: string | undefined): number {
  const page = Number(text ?? "1");
  return Number.isSafeInteger(page) && page >= 1 ? page : 1;
}
