import { Button, TextInput } from "@mantine/core";
import type { Agent } from "@postern/contracts";
import { IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { put } from "../../../api/client.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { allowed, refused } from "../../../hooks/use-may.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { GuardedIcon } from "../../../layouts/GuardedButton.tsx";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { agentName } from "../agent-words.ts";
import { agentPath } from "./agent-path.ts";

/** The name in the heading, which can be changed where it stands. */
export function AgentName({ agent }: { readonly agent: Agent }) {
  const may = agent.isOwn ? allowed : refused(`Needs ${agent.startedBy}, who started it`);
  const [isRenaming, setRenaming] = useState(false);
  if (isRenaming) return <RenameForm agent={agent} onDone={() => setRenaming(false)} />;
  return (
    <span className="agent-title">
      {agentName(agent)}
      <GuardedIcon verdict={may} name="Rename" onClick={() => setRenaming(true)}>
        <IconPencil size={16} />
      </GuardedIcon>
    </span>
  );
}

function RenameForm({ agent, onDone }: { readonly agent: Agent; readonly onDone: () => void }) {
  const [name, setName] = useState(agent.name ?? "");
  const rename = useChange({
    act: () => put(agentPath(agent.id), { name: name.trim() === "" ? null : name.trim() }),
    old: [queryKeys.agents],
    onDone,
  });
  return (
    <form
      className="agent-title"
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate();
      }}
    >
      <TextInput
        aria-label="Name of the agent"
        placeholder={agent.connectionId}
        title="Left empty it is called by its connection ID"
        value={name}
        maxLength={100}
        autoFocus
        w={{ base: 220, xs: 320 }}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onDone();
        }}
      />
      <Button type="submit" loading={rename.isPending}>
        Save
      </Button>
      <Button variant="default" onClick={onDone}>
        Cancel
      </Button>
      {rename.error === null ? undefined : <ErrorNote title="It was not renamed." error={rename.error} />}
    </form>
  );
}
