import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import type { ReactNode } from "react";
import { ErrorNote } from "./ErrorNote.tsx";

export interface ConfirmDialogProps {
  readonly title: string;
  /** Names what stops. */
  readonly children: ReactNode;
  /** The verb on the button. */
  readonly verb: string;
  /** Must be typed before the button works: for what cannot be undone. */
  readonly typedName?: string;
  readonly keepVerb?: string;
  /** Whether what else is asked for is there. */
  readonly isReady?: boolean;
  /** Nothing is lost by it: the button is not red. */
  readonly isHarmless?: boolean;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const [typed, setTyped] = useState("");
  const { typedName, isReady: isFilled = true } = props;
  const isReady = isFilled && (typedName === undefined || typed === typedName);
  const confirm = (): void => {
    if (isReady && !props.isBusy) props.onConfirm();
  };
  return (
    <Modal opened onClose={props.onClose} title={props.title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          confirm();
        }}
      >
        <Stack gap="sm">
          <div>{props.children}</div>
          {typedName === undefined ? undefined : (
            <TextInput
              label={`Type ${typedName} to confirm`}
              value={typed}
              autoComplete="off"
              data-autofocus
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          {props.error === null || props.error === undefined ? undefined : <ErrorNote error={props.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              {props.keepVerb ?? "Keep it"}
            </Button>
            <Button type="submit" {...(props.isHarmless === true ? {} : { color: "red.8" })} disabled={!isReady} loading={props.isBusy}>
              {props.verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
