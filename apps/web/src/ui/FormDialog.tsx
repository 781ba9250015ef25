import { Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorNote } from "./ErrorNote.tsx";

export interface FormDialogProps {
  readonly title: string;
  /** The verb on the button. */
  readonly verb: string;
  readonly isReady: boolean;
  readonly isBusy: boolean;
  readonly error: Error | null;
  /** What failed, if it fails: "The team was not added." */
  readonly failure: string;
  /** Wider than usual, for lines of several inputs. */
  readonly size?: "lg";
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A few fields and one button. What was typed stays when it fails. */
export function FormDialog({ title, verb, isReady, isBusy, error, failure, size, onSubmit, onClose, children }: FormDialogProps) {
  return (
    <Modal opened onClose={onClose} title={title} {...(size === undefined ? {} : { size })}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // Events pass through the place of a dialog in the page to the form that opened it, which is not to be sent.
          event.stopPropagation();
          if (isReady && !isBusy) onSubmit();
        }}
      >
        <Stack gap="sm">
          {children}
          {error === null ? undefined : <ErrorNote title={failure} error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!isReady} loading={isBusy}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
