import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import type { Verdict } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { Answer } from "../../ui/Answer.tsx";
import { limitWords, valuesOfLimit } from "./use-limit-form.ts";
import { UseLimitDialog } from "./UseLimitDialog.tsx";
import type { LimitedThing } from "./UseLimitDialog.tsx";

/** Who may use the thing of a page. In a personal workspace there is nobody else, so nothing is said. */
export function UseLimitPart({ thing, may }: { readonly thing: LimitedThing; readonly may: Verdict }) {
  const scope = useScope();
  const limit = useQuery({ ...queries.useLimit(scope, thing.kind, thing.id), enabled: scope.workspaceId !== null });
  const [isOpen, setOpen] = useState(false);
  if (scope.workspaceId === null) return undefined;
  return (
    <section className="page-part" aria-labelledby="use-limit">
      <div className="page-part-head">
        <h2 id="use-limit">Use</h2>
        <Button variant="default" onClick={() => setOpen(true)}>
          Who may use it
        </Button>
      </div>
      <Answer to={limit} failure="Who may use it could not be read." rows={1}>
        {(known) => <p className="sentence">It may be used by {limitWords(valuesOfLimit(known))}.</p>}
      </Answer>
      {isOpen ? <UseLimitDialog thing={thing} may={may} onClose={() => setOpen(false)} /> : undefined}
    </section>
  );
}
