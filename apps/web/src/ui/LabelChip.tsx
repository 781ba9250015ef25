import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import "./LabelChip.css";

export interface LabelLike {
  readonly name: string;
  /** Null for a word. */
  readonly value: string | null;
}

export interface LabelChipProps {
  readonly label: LabelLike;
  /** Takes it off. */
  readonly onRemove?: () => void;
}

/** As people write it: `word` or `name=value`. */
export const labelText = ({ name, value }: LabelLike): string => (value === null ? name : `${name}=${value}`);

export function LabelChip({ label, onRemove }: LabelChipProps) {
  const text = labelText(label);
  return (
    <span className="label-chip" title={text}>
      <span>{text}</span>
      {onRemove === undefined ? undefined : (
        <button type="button" aria-label={`Take off ${text}`} onClick={onRemove}>
          <IconX size={12} aria-hidden />
        </button>
      )}
    </span>
  );
}

/** Several beside each other; they break into lines. */
export function LabelChips({ children }: { readonly children: ReactNode }) {
  return <span className="label-chips">{children}</span>;
}
