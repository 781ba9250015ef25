/** A form over a thing that others may change too. */
export interface Draft<Source, Values> {
  /** What the form was filled with. */
  readonly base: Source;
  readonly values: Values;
  /** Our own change is on its way back: the next newer thing is it. */
  readonly isSaving: boolean;
}

export interface Versioned {
  /** Null for what never changes. */
  readonly lastUpdated: string | null;
}

/**
 * The draft as it goes on when the server shows a newer thing: it follows where nothing was typed, or what was typed is there now.
 *
 * @returns the same draft when nothing is newer, or when following would lose what was typed.
 */
export function followedDraft<Source extends Versioned, Values>(
  draft: Draft<Source, Values>,
  source: Source,
  valuesOf: (source: Source) => Values,
): Draft<Source, Values> {
  if (!isNewer(draft, source)) return draft;
  const fresh = valuesOf(source);
  const isUntouched = isSame(draft.values, valuesOf(draft.base));
  if (!draft.isSaving && !isUntouched && !isSame(draft.values, fresh)) return draft;
  return { base: source, values: fresh, isSaving: false };
}

export const isNewer = <Source extends Versioned>({ base }: Pick<Draft<Source, unknown>, "base">, source: Source): boolean =>
  source.lastUpdated !== base.lastUpdated;

export const isSame = (some: unknown, others: unknown): boolean => JSON.stringify(some) === JSON.stringify(others);
