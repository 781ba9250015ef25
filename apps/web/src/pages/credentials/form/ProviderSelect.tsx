import { Select } from "@mantine/core";
import type { ComboboxItem, ComboboxParsedItem } from "@mantine/core";
import type { CredentialProvider } from "@postern/domain";
import { findOffered, providerGroups } from "../providers.ts";
import type { ProviderChoice } from "../providers.ts";
import { definitionOf } from "./credential-form.ts";
import "./ProviderSelect.css";

const choices = providerGroups.flatMap(({ items }) => items);

/** Plain texts: what comes back is looked up, not believed. */
const data = providerGroups.map(({ group, items }) => ({
  group,
  items: items.map(({ value, label }): ComboboxItem => ({ value, label })),
}));

export interface ProviderSelectProps {
  readonly value: CredentialProvider;
  readonly onChange: (provider: CredentialProvider) => void;
}

/** What decides about the rest of the form. Found by its name, and by what people call it. */
export function ProviderSelect({ value, onChange }: ProviderSelectProps) {
  return (
    <Select
      label="Provider"
      description={definitionOf(value).purpose}
      data={data}
      value={value}
      searchable
      allowDeselect={false}
      selectFirstOptionOnChange
      maxDropdownHeight={420}
      nothingFoundMessage="No provider is called so."
      filter={({ options, search }) => found(options, search)}
      renderOption={({ option }) => <ProviderOption option={option} />}
      comboboxProps={{ transitionProps: { duration: 0 } }}
      // The name that is there would be in the way of what is typed.
      onFocus={(event) => event.currentTarget.select()}
      onChange={(chosen) => {
        const provider = findOffered(chosen ?? undefined);
        if (provider !== undefined) onChange(provider);
      }}
    />
  );
}

function ProviderOption({ option }: { readonly option: ComboboxItem }) {
  return (
    <span className="provider-option">
      {option.label}
      <span className="quiet">{choiceOf(option)?.purpose}</span>
    </span>
  );
}

/** The groups that are left, with those of their providers that have every word. */
function found(options: readonly ComboboxParsedItem[], search: string): ComboboxParsedItem[] {
  const words = search.toLowerCase().trim().split(/\s+/);
  const fits = (item: ComboboxItem): boolean => words.every((word) => choiceOf(item)?.words.includes(word) === true);
  return options
    .map((option) => ("group" in option ? { ...option, items: option.items.filter(fits) } : option))
    .filter((option) => !("group" in option) || option.items.length > 0);
}

const choiceOf = ({ value }: { readonly value: string }): ProviderChoice | undefined => choices.find((one) => one.value === value);
