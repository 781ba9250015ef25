import { useQuery } from "@tanstack/react-query";
import { queries } from "../../../api/queries.ts";
import { useAddress } from "../../../hooks/use-address.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { CursorPager } from "../../../ui/CursorPager.tsx";
import { UsageTable } from "../../usage/UsageTable.tsx";

/** When it was used, for whom, and what for. Each opening of a secret stands in the audit trail too. */
export function UsagePart({ credentialId }: { readonly credentialId: string }) {
  const { address } = useAddress();
  const cursor = address["cursor"];
  const usage = useQuery(queries.credentialUsage(useScope(), credentialId, cursor));
  return (
    <section className="page-part" aria-labelledby="usage-heading">
      <h2 id="usage-heading">Usage</h2>
      <Answer to={usage} failure="Its usage could not be read." rows={3}>
        {({ usage: entries, nextCursor }) =>
          entries.length === 0 ? (
            <p className="sentence">Nobody has used it yet.</p>
          ) : (
            <>
              <UsageTable entries={entries} />
              <CursorPager isFirst={cursor === undefined} nextCursor={nextCursor} />
            </>
          )
        }
      </Answer>
    </section>
  );
}
