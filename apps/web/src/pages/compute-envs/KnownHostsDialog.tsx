import { Textarea } from "@mantine/core";
import type { AddKnownHostsResponse, ComputeEnv } from "@postern/contracts";
import { useState } from "react";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { addedWords } from "./host-key-words.ts";
import { useHostKeyChange } from "./use-host-key-change.ts";

/** Keys that somebody has compared already: on their own computer, or where their centre publishes them. */
export function KnownHostsDialog({ environment, onClose }: { readonly environment: ComputeEnv; readonly onClose: () => void }) {
  const [lines, setLines] = useState("");
  const [outcome, setOutcome] = useState<readonly string[]>([]);
  const add = useHostKeyChange<AddKnownHostsResponse>({
    environment,
    act: "known-hosts",
    body: () => ({ lines }),
    onDone: (answer) => {
      if (answer.added > 0 && answer.unread.length === 0) onClose();
      else setOutcome(addedWords(answer));
    },
  });
  return (
    <FormDialog
      title="Trust keys of a known_hosts file"
      verb="Trust these keys"
      isReady={lines.trim() !== ""}
      isBusy={add.isPending}
      error={add.error}
      failure="No key was added."
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <Textarea
        label="Lines of known_hosts"
        className="mono-field"
        description="Of the hosts on the way, from your own ~/.ssh/known_hosts or from the page of your centre. Where you have signed in before, ssh-keygen -F with the name of a host prints its line."
        placeholder="login1.example.org ssh-ed25519 AAAA…"
        value={lines}
        autosize
        minRows={3}
        maxRows={8}
        spellCheck={false}
        onChange={(event) => {
          setLines(event.currentTarget.value);
          setOutcome([]);
        }}
      />
      {outcome.length === 0 ? undefined : (
        <div className="warning-note" role="status">
          {outcome.map((words) => (
            <div key={words}>{words}</div>
          ))}
        </div>
      )}
    </FormDialog>
  );
}
