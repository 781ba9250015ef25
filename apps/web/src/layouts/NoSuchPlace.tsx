import { Link } from "@tanstack/react-router";
import { usePageTitle } from "../hooks/use-page-title.ts";
import { paths } from "../paths.ts";
import "./TroublePage.css";

export interface NoSuchPlaceProps {
  /** What the address names: "The workspace alpha / genomics". */
  readonly words: string;
  /** It was open a moment ago. */
  readonly wasHere: boolean;
}

/** The address names a place that is not there, or not theirs to see. Nobody learns which of the two. */
export function NoSuchPlace({ words, wasHere }: NoSuchPlaceProps) {
  const title = wasHere ? `${words} is no longer open to you.` : `${words} was not found.`;
  usePageTitle("Not found");
  return (
    <section className="trouble-page">
      <h1>{title}</h1>
      <p>
        {wasHere
          ? "It was deleted, or you were taken out of it. What you did there is kept; ask one of its owners if you still need it."
          : "It may have been renamed or deleted, or you take no part in it. Check the address, and under which account you are signed in."}
      </p>
      <p>
        <Link to={paths.home()}>Go to a place of yours</Link>
      </p>
    </section>
  );
}
