import { useEffect, useRef } from "react";
import type { RefObject } from "react";

/** After each try the cursor goes to the first input that is wrong; a try that is sent has none. */
export function useFirstProblem(tries: number): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [tries]);
  return form;
}
