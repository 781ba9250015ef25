import type { Account, AccountState } from "@postern/contracts";
import type { StateLook } from "../../ui/StateMark.tsx";

const looks: Readonly<Record<AccountState, StateLook>> = {
  active: { shape: "check", tone: "succeeded", word: "Active" },
  invited: { shape: "quarter", tone: "quiet", word: "Invited" },
  disabled: { shape: "barred", tone: "unknown", word: "Disabled" },
  removed: { shape: "cross", tone: "quiet", word: "Removed" },
};

export const accountLook = (state: AccountState): StateLook => looks[state];

/** For choosing which accounts are shown. */
export const stateChoices: readonly { readonly value: AccountState | ""; readonly label: string }[] = [
  { value: "", label: "All" },
  { value: "active", label: "Active" },
  { value: "invited", label: "Invited" },
  { value: "disabled", label: "Disabled" },
  { value: "removed", label: "Removed" },
];

export const toState = (text: string | undefined): AccountState | undefined =>
  stateChoices.map(({ value }) => value).find((value): value is AccountState => value !== "" && value === text);

export const fullName = ({ firstName, lastName }: Pick<Account, "firstName" | "lastName">): string =>
  [firstName, lastName].filter((name) => name !== null && name !== "").join(" ");

export const organizationsWords = (count: number): string => (count === 1 ? "one organization" : `${String(count)} organizations`);
