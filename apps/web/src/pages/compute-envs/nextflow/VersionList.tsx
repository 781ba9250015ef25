import { IconTrash } from "@tabler/icons-react";
import type { Verdict } from "../../../hooks/use-may.ts";
import { GuardedButton, GuardedIcon } from "../../../layouts/GuardedButton.tsx";
import type { VersionLine } from "./version-lines.ts";
import "./NextflowPart.css";

export interface VersionListProps {
  readonly lines: readonly VersionLine[];
  readonly verdict: Verdict;
  readonly isBusy: boolean;
  readonly onChoose: (version: string) => void;
  readonly onDrop: (version: string) => void;
}

export function VersionList({ lines, verdict, isBusy, onChoose, onDrop }: VersionListProps) {
  return (
    <ul className="version-list" aria-label="Versions of Nextflow">
      {lines.map((line) => (
        <li key={`${line.version} ${line.from}`}>
          <span>
            {line.version} {line.isDefault ? <span className="primary-mark">default</span> : undefined}
          </span>
          <span className="version-from">{line.from}</span>
          <span className="version-acts">
            {line.isChoice ? (
              <GuardedButton
                verdict={verdict}
                variant="default"
                size="compact-sm"
                disabled={isBusy}
                aria-label={`Make default ${line.version}`}
                onClick={() => onChoose(line.version)}
              >
                Make default
              </GuardedButton>
            ) : undefined}
            {line.isKept ? (
              <GuardedIcon
                verdict={verdict}
                name={`Remove Nextflow ${line.version}`}
                shortName="Remove"
                onClick={() => onDrop(line.version)}
              >
                <IconTrash size={15} />
              </GuardedIcon>
            ) : undefined}
          </span>
        </li>
      ))}
    </ul>
  );
}
