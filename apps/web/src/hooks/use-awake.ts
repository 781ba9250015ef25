import { useEffect, useState } from "react";
import { useClock } from "./use-clock.ts";

/** A glance at another tab is no absence. */
const patienceMs = 30_000;

/**
 * Whether anybody can see this page; a page that is hidden falls asleep after 30 s. Browsers allow six connections to one
 * server over HTTP/1.1: hidden tabs must not keep theirs, or the seventh tab stays empty.
 */
export function useAwake(): boolean {
  const clock = useClock();
  const [isAwake, setAwake] = useState(true);
  useEffect(() => {
    let leaving = new AbortController();
    const onChange = async (): Promise<void> => {
      leaving.abort();
      leaving = new AbortController();
      const { signal } = leaving;
      if (document.visibilityState === "visible") {
        setAwake(true);
        return;
      }
      await clock.sleep(patienceMs, signal);
      if (!signal.aborted) setAwake(false);
    };
    const listener = (): void => void onChange();
    document.addEventListener("visibilitychange", listener);
    return () => {
      leaving.abort();
      document.removeEventListener("visibilitychange", listener);
    };
  }, [clock]);
  return isAwake;
}
