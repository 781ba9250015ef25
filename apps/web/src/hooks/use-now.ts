import { useInterval } from "@mantine/hooks";
import { useState } from "react";
import type { TimeMs } from "@postern/domain";
import { useClock } from "./use-clock.ts";

/** The time of day, renewed every `everyMs`, for durations that tick. */
export function useNow(everyMs: number): TimeMs {
  const clock = useClock();
  const [nowMs, setNowMs] = useState(() => clock.now());
  useInterval(() => setNowMs(clock.now()), everyMs, { autoInvoke: true });
  return nowMs;
}
