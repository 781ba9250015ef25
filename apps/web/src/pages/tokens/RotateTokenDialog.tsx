import { Button, Group, Modal, NativeSelect, Stack } from "@mantine/core";
import type { PersonalToken, PersonalTokenSecretResponse, RotateTokenRequest } from "@postern/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { post } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { formatExactTime, momentOf } from "../../format/relative-time.ts";
import { useClock } from "../../hooks/use-clock.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { ExpiryField } from "./ExpiryField.tsx";
import { endsSoon, expiryMoment, expiryProblem, firstExpiry } from "./token-expiry.ts";
import type { Expiry, ExpiryLimits } from "./token-expiry.ts";
import { TokenValue } from "./TokenValue.tsx";

const overlaps = [
  { value: "0", label: "Not at all: it leaked" },
  { value: "1", label: "For an hour" },
  { value: "24", label: "For a day" },
  { value: "168", label: "For 7 days" },
  { value: "720", label: "For 30 days" },
];

interface Wish {
  readonly overlapHours: string;
  readonly changesEnd: boolean;
  readonly expiry: Expiry;
}

export interface RotateTokenDialogProps {
  readonly token: PersonalToken;
  readonly maxDays: number | null;
  readonly onClose: () => void;
}

/** A new value for the same token; the old one goes on for a while, so that nothing stops meanwhile. */
export function RotateTokenDialog({ token, maxDays, onClose }: RotateTokenDialogProps) {
  const clock = useClock();
  const queryClient = useQueryClient();
  const { values, set } = useFields<Wish>({
    overlapHours: "24",
    // A new value for a token that ends tomorrow would be of little use.
    changesEnd: token.isExpired || endsSoon(token, clock.now()),
    expiry: firstExpiry(maxDays),
  });
  const limits = (): ExpiryLimits => ({ nowMs: clock.now(), maxDays });
  const rotate = useMutation({
    mutationFn: () => post<PersonalTokenSecretResponse>(`/api/postern/v1/tokens/${String(token.id)}/rotate`, requestOf(values, limits())),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.tokens }),
  });
  if (rotate.data !== undefined) {
    return (
      <TokenValue made={rotate.data} onClose={onClose}>
        <p className="sentence">{oldValueWords(rotate.data.token)}</p>
      </TokenValue>
    );
  }
  const isReady = !values.changesEnd || expiryProblem(values.expiry, limits()) === undefined;
  return (
    <Modal opened onClose={onClose} title={`Rotate the token ${token.name}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) rotate.mutate();
        }}
      >
        <Stack gap="md">
          <p className="sentence">The token gets a new value. Its name, what it may do and where stay as they are.</p>
          <NativeSelect
            label="The old value goes on working"
            data-autofocus
            data={overlaps}
            value={values.overlapHours}
            onChange={(event) => set({ overlapHours: event.currentTarget.value })}
          />
          <NativeSelect
            label="The end of the token"
            data={[
              { value: "keep", label: `Stays: ${endWords(token)}` },
              { value: "change", label: "Is set anew" },
            ]}
            value={values.changesEnd ? "change" : "keep"}
            onChange={(event) => set({ changesEnd: event.currentTarget.value === "change" })}
          />
          {values.changesEnd ? <ExpiryField value={values.expiry} maxDays={maxDays} onChange={(expiry) => set({ expiry })} /> : undefined}
          {rotate.error === null ? undefined : <ErrorNote title="The token was not rotated." error={rotate.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!isReady} loading={rotate.isPending}>
              Rotate
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function requestOf({ overlapHours, changesEnd, expiry }: Wish, limits: ExpiryLimits): RotateTokenRequest {
  return { overlapHours: Number(overlapHours), ...(changesEnd ? { expiresAt: expiryMoment(expiry, limits) } : {}) };
}

function endWords(token: PersonalToken): string {
  const endMs = momentOf(token.expiresAt);
  return endMs === undefined ? "never" : formatExactTime(endMs);
}

function oldValueWords(token: PersonalToken): string {
  const untilMs = momentOf(token.previousWorksUntil);
  return untilMs === undefined ? "The old value works no more." : `The old value works until ${formatExactTime(untilMs)}.`;
}
