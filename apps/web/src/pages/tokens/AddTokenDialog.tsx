import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import type { CreatePersonalTokenRequest, PersonalTokenSecretResponse } from "@postern/contracts";
import type { TokenAccess } from "@postern/domain";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError, faultyFields } from "../../api/api-error.ts";
import { post } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useClock } from "../../hooks/use-clock.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { AccessField } from "./AccessField.tsx";
import { ExpiryField } from "./ExpiryField.tsx";
import { canBeBound } from "./token-access-words.ts";
import { expiryMoment, expiryProblem } from "./token-expiry.ts";
import type { Expiry } from "./token-expiry.ts";
import { TokenValue } from "./TokenValue.tsx";
import { WorkspacesField } from "./WorkspacesField.tsx";

interface TokenWish {
  readonly name: string;
  readonly access: TokenAccess;
  readonly workspaceIds: readonly number[];
  readonly expiry: Expiry;
}

/** Asks what the token is for, then shows it: the only time that it can be seen. */
export function AddTokenDialog({ onClose }: { readonly onClose: () => void }) {
  const clock = useClock();
  const queryClient = useQueryClient();
  const { values, set } = useFields<TokenWish>({ name: "", access: "full", workspaceIds: [], expiry: { choice: "90", date: "" } });
  const add = useMutation({
    mutationFn: () => post<PersonalTokenSecretResponse>("/api/postern/v1/tokens", requestOf(values, clock.now())),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.tokens }),
  });
  if (add.data !== undefined) return <TokenValue made={add.data} onClose={onClose} />;

  const isReady = values.name.trim() !== "" && expiryProblem(values.expiry, clock.now()) === undefined;
  const isNameAtFault = isAboutName(add.error);
  return (
    <Modal opened onClose={onClose} title="Add token" size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) add.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Name"
            description="What it is for, such as gadi-agent or my-laptop."
            data-autofocus
            maxLength={50}
            value={values.name}
            error={isNameAtFault ? add.error?.message : undefined}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <AccessField value={values.access} onChange={(access) => set({ access })} />
          {canBeBound(values.access) ? (
            <WorkspacesField value={values.workspaceIds} onChange={(workspaceIds) => set({ workspaceIds })} />
          ) : undefined}
          <ExpiryField value={values.expiry} onChange={(expiry) => set({ expiry })} />
          {add.error === null || isNameAtFault ? undefined : <ErrorNote title="No token was made." error={add.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!isReady} loading={add.isPending}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function requestOf({ name, access, workspaceIds, expiry }: TokenWish, nowMs: number): CreatePersonalTokenRequest {
  const isBound = canBeBound(access) && workspaceIds.length > 0;
  return { name: name.trim(), access, expiresAt: expiryMoment(expiry, nowMs), workspaceIds: isBound ? [...workspaceIds] : null };
}

const isAboutName = (error: unknown): boolean =>
  faultyFields(error).includes("name") || (error instanceof ApiError && error.code === "token.name_taken");
