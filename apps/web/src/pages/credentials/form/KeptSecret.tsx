import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import "./KeptSecret.css";

/** A secret that is on the server, and does not come back from there. */
export function KeptSecret({ label, onReplace }: { readonly label: string; readonly onReplace: () => void }) {
  return (
    <div role="group" aria-label={label}>
      <div className="kept-secret-label">{label}</div>
      <div className="kept-secret">
        <span>
          <span aria-hidden>•••••• </span>kept
        </span>
        <Button variant="default" size="compact-sm" aria-label={`Replace ${label}`} onClick={onReplace}>
          Replace
        </Button>
      </div>
    </div>
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
      <Button variant="subtle" size="compact-sm" mt={4} aria-label={`Keep the present ${label}`} onClick={onKeep}>
        Keep the present one
      </Button>
    </div>
  );
}
