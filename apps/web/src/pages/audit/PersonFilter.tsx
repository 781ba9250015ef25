import { Button, Popover } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import type { AuditScope } from "../../api/audit-queries.ts";
import type { Address } from "../../hooks/use-address.ts";
import { PickList } from "../../ui/PickList.tsx";
import { usePersons } from "./use-persons.ts";

export interface PersonFilterProps {
  readonly scope: AuditScope;
  /** Who is chosen; nothing for anybody. */
  readonly chosen: string | undefined;
  readonly onChange: (members: Address) => void;
}

/** Whose acts are shown. The name goes into the address too: the number alone would say nothing to whoever reads it. */
export function PersonFilter({ scope, chosen, onChange }: PersonFilterProps) {
  const [isOpen, setOpen] = useState(false);
  const choose = (members: Address): void => {
    setOpen(false);
    onChange(members);
  };
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      width={300}
      position="bottom-start"
      trapFocus
      returnFocus
      transitionProps={{ duration: 100 }}
    >
      <Popover.Target>
        <Button
          variant="default"
          className="audit-person"
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={`Person: ${chosen ?? "anybody"}`}
          onClick={() => setOpen(!isOpen)}
        >
          {chosen ?? "Anybody"}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <People scope={scope} onChoose={choose} />
      </Popover.Dropdown>
    </Popover>
  );
}

function People({ scope, onChoose }: { readonly scope: AuditScope; readonly onChoose: (members: Address) => void }) {
  const [text, setText] = useState("");
  const found = usePersons(scope, text);
  return (
    <PickList
      label="User name or e-mail address"
      {...found}
      text={text}
      onText={setText}
      onPick={({ id, name }) => onChoose({ actorId: id, actor: name })}
      nothing="Nobody has this name. For somebody who is gone, search the trail by name."
    />
  );
}
