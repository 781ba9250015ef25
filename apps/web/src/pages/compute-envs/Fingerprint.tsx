import { CopyButton } from "../../ui/CopyButton.tsx";
import { keyName } from "./host-key-words.ts";

export interface FingerprintProps {
  readonly of: { readonly algorithm: string; readonly fingerprint: string };
  /** For the copy button's name: "the fingerprint of login1". */
  readonly what: string;
}

/** Whole, never shortened: it is there to be compared letter by letter. */
export function Fingerprint({ of: { algorithm, fingerprint }, what }: FingerprintProps) {
  return (
    <div className="fingerprint">
      <span className="quiet">{keyName(algorithm)}</span>
      <span className="fingerprint-line">
        <code>{fingerprint}</code>
        <CopyButton text={fingerprint} what={what} />
      </span>
    </div>
  );
}
