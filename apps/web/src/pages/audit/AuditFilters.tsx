import { Button, NativeSelect, TextInput } from "@mantine/core";
import type { AuditEntry } from "@postern/contracts";
import { IconX } from "@tabler/icons-react";
import type { AuditScope } from "../../api/audit-queries.ts";
import { useAddress } from "../../hooks/use-address.ts";
import type { Address } from "../../hooks/use-address.ts";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { actionChoices } from "./audit-things.ts";
import { ranges, toRange } from "./audit-filter.ts";
import { PersonFilter } from "./PersonFilter.tsx";

/** A filter that was taken from an entry: there is no field for it, only a way to take it off. */
interface Chip {
  readonly words: string;
  readonly without: Address;
}

export interface AuditFiltersProps {
  readonly scope: AuditScope;
  /** Those that are shown: they know the names of what is filtered by number. */
  readonly entries: readonly AuditEntry[];
}

/** What the address filters by. Another filter begins at the newest entry; an entry that it leaves stays open. */
export function AuditFilters({ scope, entries }: AuditFiltersProps) {
  const { address, change } = useAddress();
  const narrow = (members: Address): void => change({ ...members, cursor: "" });
  const action = address["action"] ?? "";
  return (
    <>
      <div className="audit-filters">
        <SearchBox
          label="Search the trail"
          placeholder="Person, thing or action"
          value={address["search"] ?? ""}
          onSearch={(search) => narrow({ search })}
        />
        <PersonFilter scope={scope} chosen={chosenPerson(address, entries)} onChange={narrow} />
        <NativeSelect
          aria-label="Action"
          data={[...actionChoices(action)]}
          value={action}
          onChange={(event) => narrow({ action: event.currentTarget.value })}
        />
        <RangeFields onChange={narrow} />
      </div>
      <Chips chips={chipsOf(address, entries)} onRemove={narrow} />
    </>
  );
}

function RangeFields({ onChange }: { readonly onChange: (members: Address) => void }) {
  const { address } = useAddress();
  const range = toRange(address["range"]);
  return (
    <>
      <NativeSelect
        aria-label="Time"
        data={ranges.map(({ value, label }) => ({ value, label }))}
        value={range}
        onChange={(event) => onChange({ range: event.currentTarget.value, since: "", until: "" })}
      />
      {range === "days" ? (
        <>
          <TextInput
            type="date"
            aria-label="First day"
            value={address["since"] ?? ""}
            onChange={(event) => onChange({ since: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            aria-label="Last day"
            value={address["until"] ?? ""}
            onChange={(event) => onChange({ until: event.currentTarget.value })}
          />
        </>
      ) : undefined}
    </>
  );
}

function Chips({ chips, onRemove }: { readonly chips: readonly Chip[]; readonly onRemove: (members: Address) => void }) {
  if (chips.length === 0) return undefined;
  return (
    <div className="audit-chips">
      {chips.map(({ words, without }) => (
        <Button
          key={words}
          variant="default"
          size="compact-sm"
          rightSection={<IconX size={13} aria-hidden />}
          aria-label={`Take off the filter: ${words}`}
          onClick={() => onRemove(without)}
        >
          {words}
        </Button>
      ))}
    </div>
  );
}

type ChipMaker = (address: Address, entries: readonly AuditEntry[]) => Chip | undefined;

const chipMakers: readonly ChipMaker[] = [
  (address, entries) => {
    const person = chosenPerson(address, entries);
    return person === undefined ? undefined : { words: `by ${person}`, without: { actorId: "", actor: "" } };
  },
  ({ targetKind, targetId }, entries) => {
    const target = entries.find((entry) => entry.target.kind === targetKind && entry.target.id === targetId)?.target.name;
    if (targetId === undefined) return undefined;
    return { words: `${targetKind ?? "thing"} ${target ?? targetId}`, without: { targetKind: "", targetId: "" } };
  },
  ({ orgId }) => (orgId === undefined ? undefined : { words: `organization ${orgId}`, without: { orgId: "" } }),
  ({ workspaceId }) => (workspaceId === undefined ? undefined : { words: `workspace ${workspaceId}`, without: { workspaceId: "" } }),
  ({ correlationId }) => (correlationId === undefined ? undefined : { words: "one request", without: { correlationId: "" } }),
];

const chipsOf = (address: Address, entries: readonly AuditEntry[]): readonly Chip[] =>
  chipMakers.map((make) => make(address, entries)).filter((chip) => chip !== undefined);

/** The name of whose acts are shown; a number where nobody knows it. */
function chosenPerson({ actorId, actor }: Address, entries: readonly AuditEntry[]): string | undefined {
  if (actorId === undefined) return undefined;
  return entries.find((entry) => String(entry.actor?.userId) === actorId)?.actor?.userName ?? actor ?? `user ${actorId}`;
}
