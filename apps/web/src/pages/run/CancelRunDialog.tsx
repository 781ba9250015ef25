import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import type { CancelRun } from "./use-cancel-run.ts";

export interface CancelRunDialogProps {
  readonly runName: string;
  /** Tasks that run now. */
  readonly running: number;
  readonly cancel: CancelRun;
  readonly onClose: () => void;
}

export function CancelRunDialog({ runName, running, cancel, onClose }: CancelRunDialogProps) {
  return (
    <ConfirmDialog
      title={`Cancel ${runName}?`}
      verb="Cancel the run"
      keepVerb="Let it run"
      isBusy={cancel.isAsking}
      error={cancel.error}
      onConfirm={() => cancel.cancel(onClose)}
      onClose={onClose}
    >
      Nextflow is asked to stop, and with it {runningWords(running)}. Finished tasks stay in the work directory: launching again with resume
      takes them up.
    </ConfirmDialog>
  );
}

function runningWords(running: number): string {
  if (running === 0) return "every task that waits";
  return running === 1 ? "the 1 task that runs now" : `the ${running.toLocaleString()} tasks that run now`;
}
