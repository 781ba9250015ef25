import { useQuery } from "@tanstack/react-query";
import { Modal } from "@mantine/core";
import type { UseLimit } from "@postern/contracts";
import { put } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { limitPath } from "../../api/workspace-queries.ts";
import type { LimitedKind } from "../../api/workspace-queries.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useDraft } from "../../hooks/use-draft.ts";
import type { Verdict } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { Answer } from "../../ui/Answer.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { OutdatedNote } from "../../ui/OutdatedNote.tsx";
import { UseLimitFields } from "./UseLimitFields.tsx";
import { limitRequest, limitWords, valuesOfLimit } from "./use-limit-form.ts";

export interface LimitedThing {
  readonly kind: LimitedKind;
  readonly id: string;
  readonly name: string;
}

export interface UseLimitDialogProps {
  readonly thing: LimitedThing;
  /** Whether the reader may change it. */
  readonly may: Verdict;
  readonly onClose: () => void;
}

/** Who may use a credential or an environment: another question than who may read and edit it. */
export function UseLimitDialog({ thing, may, onClose }: UseLimitDialogProps) {
  const scope = useScope();
  const limit = useQuery(queries.useLimit(scope, thing.kind, thing.id));
  const title = `Who may use ${thing.name}`;
  if (limit.data !== undefined && may.isAllowed) return <LimitForm title={title} thing={thing} limit={limit.data} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={title}>
      <Answer to={limit} failure="Who may use it could not be read." rows={3}>
        {(known) => (
          <>
            <p>{sentence(limitWords(valuesOfLimit(known)))}</p>
            <p className="sentence">{may.why === undefined ? "" : `To change it: ${may.why}.`}</p>
          </>
        )}
      </Answer>
    </Modal>
  );
}

interface LimitFormProps {
  readonly title: string;
  readonly thing: LimitedThing;
  readonly limit: UseLimit;
  readonly onClose: () => void;
}

function LimitForm({ title, thing, limit, onClose }: LimitFormProps) {
  const scope = useScope();
  const draft = useDraft(limit, valuesOfLimit);
  const { values, set } = draft;
  const save = useChange({
    act: () => put(limitPath(scope, thing.kind, thing.id), limitRequest(values, draft.base.lastUpdated)),
    old: [queryKeys.useLimit(scope, thing.kind, thing.id)],
    onTaken: draft.onSaved,
    onDone: onClose,
  });
  return (
    <FormDialog
      title={title}
      verb="Save"
      isReady={!draft.isOutdated}
      isBusy={save.isPending}
      error={save.error}
      failure="Nothing was changed."
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <UseLimitFields values={values} onChange={set} />
      <OutdatedNote isOutdated={draft.isOutdated} onReload={draft.reload} />
    </FormDialog>
  );
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
