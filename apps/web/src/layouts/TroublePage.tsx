import { useRouter } from "@tanstack/react-router";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { usePageTitle } from "../hooks/use-page-title.ts";
import { ErrorNote } from "../ui/ErrorNote.tsx";
import "./TroublePage.css";

/** Where everything ends up that no page expected: an answer that did not come, or a mistake of ours. */
export function TroublePage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  usePageTitle("Not available");
  const again = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <main className="trouble-page">
      <h1>This page cannot be shown</h1>
      <ErrorNote error={error} onRetry={again} />
      <p>
        <a href="/">Go to your runs</a>
      </p>
    </main>
  );
}
