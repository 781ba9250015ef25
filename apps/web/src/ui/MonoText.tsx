import { shortenMiddle } from "../format/shorten-middle.ts";
import { CopyButton } from "./CopyButton.tsx";
import "./MonoText.css";

export interface MonoTextProps {
  readonly text: string;
  /** For the copy button's name: "the work directory". Without it there is no button. */
  readonly what?: string;
  readonly maxLength?: number;
}

/** An id or a path: fixed-width, shortened in the middle, whole on hover, with a copy button. */
export function MonoText({ text, what, maxLength = 48 }: MonoTextProps) {
  return (
    <span className="mono-text">
      <span title={text}>{shortenMiddle(text, maxLength)}</span>
      {what === undefined ? undefined : <CopyButton text={text} what={what} />}
    </span>
  );
}
