import { useQuery } from "@tanstack/react-query";
import { queries } from "../../../api/queries.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { DependentList } from "./DependentList.tsx";
import { dependentWords } from "./dependent-words.ts";

/** What stops when the credential is revoked where it was made, or deleted here. */
export function DependentsPart({ credentialId }: { readonly credentialId: string }) {
  const dependents = useQuery(queries.credentialDependents(useScope(), credentialId));
  return (
    <section className="page-part" aria-labelledby="dependents-heading">
      <h2 id="dependents-heading">What needs it</h2>
      <Answer to={dependents} failure="What needs it could not be read." rows={2}>
        {(known) =>
          dependentWords(known) === "" ? (
            <p className="sentence">Nothing. No compute environment and no unfinished run stops without it.</p>
          ) : (
            <>
              <p className="sentence">Without it {dependentWords(known)} would stop.</p>
              <DependentList {...known} />
            </>
          )
        }
      </Answer>
    </section>
  );
}
