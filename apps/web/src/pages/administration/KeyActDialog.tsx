import type { MasterKey } from "@postern/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { post, remove } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";

export type KeyAct =
  | { readonly kind: "rotate" | "stop" | "resume" }
  /** For ever. */
  | { readonly kind: "drop"; readonly key: MasterKey };

/** Says what follows, and does it. */
export function KeyActDialog({ act, onClose }: { readonly act: KeyAct; readonly onClose: () => void }) {
  const queryClient = useQueryClient();
  const doing = useMutation({
    mutationFn: () => perform(act),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.masterKeys });
      onClose();
    },
  });
  const { title, verb, text } = wordsOf(act);
  return (
    <ConfirmDialog
      title={title}
      verb={verb}
      keepVerb="Cancel"
      isHarmless={act.kind !== "drop"}
      {...(act.kind === "drop" ? { typedName: `key ${String(act.key.term)}` } : {})}
      isBusy={doing.isPending}
      error={doing.error}
      onConfirm={() => doing.mutate()}
      onClose={onClose}
    >
      {text}
    </ConfirmDialog>
  );
}

async function perform(act: KeyAct): Promise<void> {
  const path = "/api/postern/v1/admin/keys";
  if (act.kind === "drop") await remove(`${path}/${String(act.key.term)}`);
  else await post(`${path}/${act.kind}`);
}

interface ActWords {
  readonly title: string;
  readonly verb: string;
  readonly text: ReactNode;
}

function wordsOf(act: KeyAct): ActWords {
  switch (act.kind) {
    case "rotate":
      return { title: "Make a new master key?", verb: "Rotate", text: <RotateConsequences /> };
    case "stop":
      return {
        title: "Stop the rotation?",
        verb: "Stop",
        text: "It ends between two records. Every record opens as before, and you can resume at any time.",
      };
    case "resume":
      return {
        title: "Go on with the rotation?",
        verb: "Resume",
        text: "What is left is brought to the newest key, and what failed is tried once more.",
      };
    case "drop":
      return { title: `Drop key ${String(act.key.term)}?`, verb: "Drop the key", text: <DropConsequences term={act.key.term} /> };
  }
}

function RotateConsequences() {
  return (
    <ul className="conflicts">
      <li>People work on. Every record is brought to the new key in small steps, and opens all the time.</li>
      <li>You can stop and resume; a restart loses nothing.</li>
      <li>Copy the keys to your safe place again afterwards.</li>
      <li>After a theft this is not enough: change the secrets themselves first.</li>
    </ul>
  );
}

function DropConsequences({ term }: { readonly term: number }) {
  return (
    <>
      This cannot be undone.
      <ul className="conflicts">
        <li>Nothing on this server needs it any more.</li>
        <li>Backups from before the end of the rotation away from key {term} can never be opened again without a copy of it.</li>
      </ul>
    </>
  );
}
