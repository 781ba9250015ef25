import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import type { CreateAccessTokenResponse } from "@postern/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";

/** Asks for a name, then shows the token: the only time that it can be seen. */
export function AddTokenDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const queryClient = useQueryClient();
  const add = useMutation({
    mutationFn: () => post<CreateAccessTokenResponse>("/api/tokens", { name: name.trim() }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.tokens }),
  });
  if (add.data !== undefined) return <NewToken made={add.data} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title="Add token">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") add.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            description="What it is for, such as gadi-agent or my-laptop."
            data-autofocus
            maxLength={50}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {add.error === null ? undefined : <ErrorNote error={add.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={name.trim() === ""} loading={add.isPending}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function NewToken({ made, onClose }: { readonly made: CreateAccessTokenResponse; readonly onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={`Token ${made.token.name}`} closeOnClickOutside={false}>
      <Stack gap="sm">
        <div className="warning-note">Copy it now. It is not shown again.</div>
        <TextInput label="Token" className="mono-field" readOnly value={made.accessKey} onFocus={(event) => event.currentTarget.select()} />
        <Group justify="flex-end" gap="xs">
          <CopyButton text={made.accessKey} what="the token" isWide />
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
