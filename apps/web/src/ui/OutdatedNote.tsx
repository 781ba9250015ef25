import { Button } from "@mantine/core";

export interface OutdatedNoteProps {
  readonly isOutdated: boolean;
  readonly onReload: () => void;
}

/** Two people edit one thing: the second one learns of it before they save. */
export function OutdatedNote({ isOutdated, onReload }: OutdatedNoteProps) {
  if (!isOutdated) return undefined;
  return (
    <div className="warning-note outdated-note" role="status">
      <span>Somebody else changed this while you were typing. It cannot be saved over their change.</span>
      <Button variant="default" size="compact-sm" onClick={onReload}>
        Load it again
      </Button>
    </div>
  );
}
