import { Skeleton } from "@mantine/core";
import { useTimeout } from "@mantine/hooks";
import { useState } from "react";

export interface WaitingProps {
  /** Lines of the final shape. */
  readonly rows?: number;
  readonly rowHeight?: number;
}

/** Nothing for 200 ms, then a skeleton of the final shape. The space is kept from the start, so nothing jumps. */
export function Waiting({ rows = 6, rowHeight = 32 }: WaitingProps) {
  const [isLong, setLong] = useState(false);
  useTimeout(() => setLong(true), 200, { autoInvoke: true });
  return (
    <div role="status" aria-label="Loading" style={{ minHeight: rows * rowHeight }}>
      {isLong ? Array.from({ length: rows }, (_, row) => <Skeleton key={row} height={rowHeight - 14} my={7} animate={false} />) : undefined}
    </div>
  );
}
