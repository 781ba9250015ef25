import { useEffect } from "react";
import { isTyping } from "./use-list-keys.ts";

export interface FrameKeys {
  readonly onGoTo: () => void;
  readonly onKeys: () => void;
  readonly onPlaces: () => void;
}

/** Keys that work on every page: `⌘K` or `Ctrl K` goes somewhere, `w` switches the workspace, `/` searches, `?` shows the keys. */
export function useFrameKeys({ onGoTo, onKeys, onPlaces }: FrameKeys): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        onGoTo();
        return;
      }
      if (isTyping(event)) return;
      if (event.key === "?") onKeys();
      if (event.key === "w") {
        // Else the letter would be the first one of the search that opens.
        event.preventDefault();
        onPlaces();
      }
      if (event.key === "/") {
        event.preventDefault();
        document.querySelector<HTMLInputElement>("[data-search-box]")?.focus();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
}
