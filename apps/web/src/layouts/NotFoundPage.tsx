import { usePageTitle } from "../hooks/use-page-title.ts";
import "./TroublePage.css";

export function NotFoundPage() {
  usePageTitle("Not found");
  return (
    <main className="trouble-page">
      <h1>There is no page at this address</h1>
      <p>The link may be old, or mistyped.</p>
      <p>
        <a href="/">Go to your runs</a>
      </p>
    </main>
  );
}
