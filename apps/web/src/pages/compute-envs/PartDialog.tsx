import type { ReactNode } from "react";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { OutdatedNote } from "../../ui/OutdatedNote.tsx";
import type { usePartChange } from "./use-part-change.ts";

export interface PartDialogProps {
  readonly title: string;
  readonly size?: "lg";
  readonly change: Pick<ReturnType<typeof usePartChange>, "error" | "isBusy" | "submit" | "onClose"> & {
    readonly draft: { readonly isOutdated: boolean; readonly reload: () => void };
  };
  readonly children: ReactNode;
}

/** The frame around the fields of one part of an environment. */
export function PartDialog({ title, size, change: { draft, error, isBusy, submit, onClose }, children }: PartDialogProps) {
  return (
    <FormDialog
      {...{ title, error, isBusy, onClose }}
      {...(size === undefined ? {} : { size })}
      verb="Save"
      isReady={!draft.isOutdated}
      failure="Nothing was changed."
      onSubmit={submit}
    >
      {children}
      <OutdatedNote isOutdated={draft.isOutdated} onReload={draft.reload} />
    </FormDialog>
  );
}
