import { Button, TextInput } from "@mantine/core";
import type { Agent } from "@postern/contracts";
import { useState } from "react";
import { put } from "../../../api/client.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { agentPath } from "./agent-path.ts";

/** Left empty, it is called by its connection ID again. */
export function RenameForm({ agent, onDone }: { readonly agent: Agent; readonly onDone: () => void }) {
  const [name, setName] = useState(agent.name ?? "");
  const rename = useChange({
    act: () => put(agentPath(agent.id), { name: name.trim() === "" ? null : name.trim() }),
    old: [queryKeys.agents],
    onDone,
  });
  return (
    <form
      className="agent-rename"
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
