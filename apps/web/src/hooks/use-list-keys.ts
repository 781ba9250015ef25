import { useEffect, useState } from "react";

/**
 * Keys of a list: `j` and `k` move a mark, `enter` opens the marked row.
 *
 * @returns the marked row, -1 for none.
 */
export function useListKeys(rowCount: number, onOpen: (row: number) => void): number {
  const [marked, setMarked] = useState(-1);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isTyping(event)) return;
      if (event.key === "j") setMarked((row) => Math.min(rowCount - 1, row + 1));
      if (event.key === "k") setMarked((row) => Math.max(0, row - 1));
      if (event.key === "Enter" && marked >= 0 && isOnNothing(event.target)) onOpen(marked);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [rowCount, marked, onOpen]);
  return Math.min(marked, rowCount - 1);
}

// A click into the page leaves the focus on its main part.
const isOnNothing = (target: EventTarget | null): boolean =>
  target === document.body || (target instanceof HTMLElement && target.matches("main"));

/** Whether a key belongs to a field or to the browser, not to the page. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target;
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable], [role=dialog]") !== null;
}
