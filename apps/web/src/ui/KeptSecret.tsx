import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import "./KeptSecret.css";

export interface KeptSecretProps {
  readonly label: string;
  readonly onReplace: () => void;
}

/** A secret that is on the server, and does not come back from there. */
export function KeptSecret({ label, onReplace }: KeptSecretProps) {
  return (
    <div role="group" aria-label={label}>
      <div className="kept-secret-label">{label}</div>
      <KeptBox label={label} onReplace={onReplace} />
    </div>
  );
}

/** The same where something else says which it is. */
export function KeptBox({ label, onReplace }: KeptSecretProps) {
  return (
    <div className="kept-secret">
      <KeptWords />
      <Button variant="default" size="compact-sm" aria-label={`Replace ${label}`} onClick={onReplace}>
        Replace
      </Button>
    </div>
  );
}

export function KeptWords() {
  return (
    <span>
      <span aria-hidden>•••••• </span>kept
    </span>
  );
}

export interface ReplacedSecretProps {
  readonly label: string;
  readonly onKeep: () => void;
  /** The input of the new one. */
  readonly children: ReactNode;
}

/** The input for another secret, and the way back. */
export function ReplacedSecret({ label, onKeep, children }: ReplacedSecretProps) {
  return (
    <div>
      {children}
      <Button variant="subtle" size="compact-sm" mt={4} aria-label={`Keep the present one: ${label}`} onClick={onKeep}>
        Keep the present one
      </Button>
    </div>
  );
}
