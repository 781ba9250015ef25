import { useEffect } from "react";
import { isTyping } from "./use-list-keys.ts";

export interface FrameKeys {
  readonly onGoTo: () => void;
  readonly onKeys: () => void;
}

/** Keys that work on every page: `⌘K` or `Ctrl K` goes somewhere, `/` searches, `?` shows the keys. */
export function useFrameKeys({ onGoTo, onKeys }: FrameKeys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        onGoTo();
        return;
      }
      if (isTyping(event)) return;
      if (event.key === "?") onKeys();
      if (event.key === "/") {
        event.preventDefault();
        document.querySelector<HTMLInputElement>("[data-search-box]")?.focus();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
}
