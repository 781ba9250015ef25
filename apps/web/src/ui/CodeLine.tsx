import { CopyButton } from "./CopyButton.tsx";
import "./CodeLine.css";

export interface CodeLineProps {
  readonly text: string;
  /** Names the line to a screen reader: "Line for authorized_keys". */
  readonly label: string;
  /** What is copied, for the button's name: "the line". */
  readonly what: string;
}

/** One line to take elsewhere: whole, scrolled by itself, with a copy button. */
export function CodeLine({ text, label, what }: CodeLineProps) {
  return (
    <div className="code-line">
      <code tabIndex={0} role="region" aria-label={label}>
        {text}
      </code>
      <CopyButton text={text} what={what} />
    </div>
  );
}
