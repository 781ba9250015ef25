import { useBlocker } from "@tanstack/react-router";
import { ConfirmDialog } from "../ui/ConfirmDialog.tsx";

/** Asks before a page is left on which something was typed. Another tab or filter of the same page is no leaving. */
export function LeaveGuard({ isDirty }: { readonly isDirty: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return undefined;
  return (
    <ConfirmDialog
      title="Leave without saving?"
      verb="Leave"
      keepVerb="Stay here"
      isHarmless
      isBusy={false}
      error={null}
      onConfirm={blocker.proceed}
      onClose={blocker.reset}
    >
      What you typed here is not saved yet, and would be lost.
    </ConfirmDialog>
  );
}
