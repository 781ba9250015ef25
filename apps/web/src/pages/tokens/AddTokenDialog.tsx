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
import { expiryMoment, expiryProblem, firstExpiry } from "./token-expiry.ts";
import type { Expiry, ExpiryLimits } from "./token-expiry.ts";
import { TokenValue } from "./TokenValue.tsx";
import { WorkspacesField } from "./WorkspacesField.tsx";

interface TokenWish {
  readonly name: string;
  readonly access: TokenAccess;
  readonly workspaceIds: readonly number[];
  readonly expiry: Expiry;
}

export interface AddTokenDialogProps {
  readonly maxDays: number | null;
  readonly onClose: () => void;
}

/** Asks what the token is for, then shows it: the only time that it can be seen. */
export function AddTokenDialog({ maxDays, onClose }: AddTokenDialogProps) {
  const clock = useClock();
  const queryClient = useQueryClient();
  const { values, set } = useFields<TokenWish>({ name: "", access: "full", workspaceIds: [], expiry: firstExpiry(maxDays) });
  const limits = (): ExpiryLimits => ({ nowMs: clock.now(), maxDays });
  const add = useMutation({
    mutationFn: () => post<PersonalTokenSecretResponse>("/api/postern/v1/tokens", requestOf(values, limits())),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.tokens }),
  });
  if (add.data !== undefined) return <TokenValue made={add.data} onClose={onClose} />;

  const isReady = values.name.trim() !== "" && expiryProblem(values.expiry, limits()) === undefined;
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
          <WorkspacesField value={values.workspaceIds} onChange={(workspaceIds) => set({ workspaceIds })} />
          <ExpiryField value={values.expiry} maxDays={maxDays} onChange={(expiry) => set({ expiry })} />
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

function requestOf({ name, access, workspaceIds, expiry }: TokenWish, limits: ExpiryLimits): CreatePersonalTokenRequest {
  const bound = workspaceIds.length === 0 ? null : [...workspaceIds];
  return { name: name.trim(), access, expiresAt: expiryMoment(expiry, limits), workspaceIds: bound };
}

const isAboutName = (error: unknown): boolean =>
  faultyFields(error).includes("name") || (error instanceof ApiError && error.code === "token.name_taken");
