import type { ReactNode } from "react";
import "./StateMark.css";

export type StateShape = "open" | "quarter" | "full" | "check" | "cross" | "barred" | "question" | "caution";
export type StateTone = "quiet" | "running" | "succeeded" | "failed" | "unknown";

/** A state as a shape, a colour and a word: never colour alone. */
export interface StateLook {
  readonly shape: StateShape;
  readonly tone: StateTone;
  readonly word: string;
}

export interface StateMarkProps {
  readonly look: StateLook;
  /** Where the word would be repeated in every line, the shape speaks for itself and the word is read out. */
  readonly isShapeOnly?: boolean;
}

export function StateMark({ look, isShapeOnly = false }: StateMarkProps) {
  return (
    <span className="state-mark" data-tone={look.tone} title={isShapeOnly ? look.word : undefined}>
      <svg
        width="14"
        height="14"
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        role={isShapeOnly ? "img" : undefined}
        aria-label={isShapeOnly ? look.word : undefined}
        aria-hidden={isShapeOnly ? undefined : true}
      >
        {shapes[look.shape]}
      </svg>
      {isShapeOnly ? undefined : <span>{look.word}</span>}
    </span>
  );
}

const ring = <circle cx="8" cy="8" r="6" />;

// Drawn, not typed: fonts disagree about the size and the place of such characters.
const shapes: Readonly<Record<StateShape, ReactNode>> = {
  open: ring,
  quarter: (
    <>
      {ring}
      <path d="M8 8V2a6 6 0 0 1 6 6z" fill="currentColor" stroke="none" />
    </>
  ),
  full: <circle cx="8" cy="8" r="5.5" fill="currentColor" stroke="none" />,
  check: <path d="m2.5 8.5 3.5 4 7.5-9" strokeWidth="2.2" />,
  cross: <path d="m3 3 10 10M13 3 3 13" strokeWidth="2.2" />,
  barred: (
    <>
      {ring}
      <path d="m4 12 8-8" />
    </>
  ),
  caution: (
    <>
      <path d="M8 1.8 14.6 14H1.4z" strokeLinejoin="round" />
      <path d="M8 6.4v3.4" />
      <circle cx="8" cy="11.9" r="0.5" fill="currentColor" strokeWidth="0.6" />
    </>
  ),
  question: (
    <>
      <path d="M5 5.6C5 3.8 6.3 2.8 8 2.8s3 1 3 2.7c0 2-3 2.3-3 4.3" strokeWidth="2" />
      <circle cx="8" cy="13" r="1.2" fill="currentColor" stroke="none" />
    </>
  ),
};
