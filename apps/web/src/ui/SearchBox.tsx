import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";

export interface SearchBoxProps {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string;
  /** Called 250 ms after the last key. */
  readonly onSearch: (text: string) => void;
}

/** A search whose text lives in the address; the box only holds what is being typed. `/` brings the cursor here. */
export function SearchBox({ label, placeholder, value, onSearch }: SearchBoxProps) {
  const [text, setText] = useState(value);
  const given = useRef(value);
  const tell = useDebouncedCallback((next: string) => {
    given.current = next;
    onSearch(next);
  }, 250);
  const change = (next: string): void => {
    setText(next);
    tell(next);
  };
  // "Back" changes the address; what we told it ourselves comes back too and must not overwrite newer keys.
  useEffect(() => {
    if (value !== given.current) setText(value);
    given.current = value;
  }, [value]);
  return (
    <TextInput
      type="search"
      role="searchbox"
      data-search-box
      aria-label={label}
      placeholder={placeholder ?? label}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<IconSearch size={15} />}
      rightSection={text === "" ? undefined : <CloseButton size="sm" aria-label="Clear the search" onClick={() => change("")} />}
      w={{ base: "100%", xs: 320 }}
    />
  );
}
