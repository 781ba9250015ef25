import { useState } from "react";
import { followedDraft, isNewer, isSame } from "./draft.ts";
import type { Draft, Versioned } from "./draft.ts";

export interface DraftState<Source, Values> {
  readonly values: Values;
  readonly set: (changed: Partial<Values>) => void;
  /** What the form was filled with: its `lastUpdated` goes with the change. */
  readonly base: Source;
  readonly isTouched: boolean;
  /** Somebody else changed the thing while we type. */
  readonly isOutdated: boolean;
  /** Fills the form with what is there now. */
  readonly reload: () => void;
  /** Our change was taken. */
  readonly onSaved: () => void;
}

/**
 * What stands in a form over a thing that others may change too.
 *
 * @param valuesOf must give the same for the same thing.
 */
export function useDraft<Source extends Versioned, Values extends object>(
  source: Source,
  valuesOf: (source: Source) => Values,
): DraftState<Source, Values> {
  const [held, setHeld] = useState<Draft<Source, Values>>(() => ({ base: source, values: valuesOf(source), isSaving: false }));
  const draft = followedDraft(held, source, valuesOf);
  // Followed while drawing: an effect would draw the old one first.
  if (draft !== held) setHeld(draft);
  return {
    values: draft.values,
    set: (changed) => setHeld((before) => ({ ...before, values: { ...before.values, ...changed }, isSaving: false })),
    base: draft.base,
    isTouched: !isSame(draft.values, valuesOf(draft.base)),
    isOutdated: isNewer(draft, source),
    reload: () => setHeld({ base: source, values: valuesOf(source), isSaving: false }),
    onSaved: () => setHeld((before) => ({ ...before, isSaving: true })),
  };
}
