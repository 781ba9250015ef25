export interface LinesView {
  readonly scrollTop: number;
  readonly viewportHeight: number;
  readonly lineHeight: number;
  readonly lineCount: number;
}

export interface VisibleLines {
  /** First line to draw, from 0. */
  readonly first: number;
  /** One past the last line to draw. */
  readonly end: number;
}

/** Lines beyond each edge, so that quick scrolling finds them drawn. */
const spare = 30;

/** Which lines of a long text are to be drawn. All numbers in pixels or lines. */
export function visibleLines({ scrollTop, viewportHeight, lineHeight, lineCount }: LinesView): VisibleLines {
  const firstSeen = Math.floor(Math.max(0, scrollTop) / lineHeight);
  const seen = Math.ceil(viewportHeight / lineHeight) + 1;
  const first = Math.max(0, Math.min(lineCount - seen, firstSeen) - spare);
  return { first, end: Math.min(lineCount, firstSeen + seen + spare) };
}
