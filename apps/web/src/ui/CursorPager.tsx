import { Button, Group } from "@mantine/core";
import { useAddress } from "../hooks/use-address.ts";

export interface CursorPagerProps {
  /** The newest entries are shown. */
  readonly isFirst: boolean;
  readonly nextCursor: string | null;
}

/** Nobody knows how many entries there are; there are older ones or not. "Back" of the browser leads to the page before. */
export function CursorPager({ isFirst, nextCursor }: CursorPagerProps) {
  const { change } = useAddress();
  if (isFirst && nextCursor === null) return undefined;
  return (
    <Group justify="flex-end" gap="xs" mt="xs">
      {isFirst ? undefined : (
        <Button variant="default" size="compact-sm" onClick={() => change({ cursor: "", entry: "" }, true)}>
          Newest
        </Button>
      )}
      <Button
        variant="default"
        size="compact-sm"
        disabled={nextCursor === null}
        onClick={() => change({ cursor: nextCursor ?? "", entry: "" }, true)}
      >
        Older
      </Button>
    </Group>
  );
}
