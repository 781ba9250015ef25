import type { ComputeEnv, SecretVariableAnswer } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../../api/queries.ts";
import { useAddress } from "../../../hooks/use-address.ts";
import { useMay } from "../../../hooks/use-may.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { GuardedButton } from "../../../layouts/GuardedButton.tsx";
import { Answer } from "../../../ui/Answer.tsx";
import { CursorPager } from "../../../ui/CursorPager.tsx";
import { KeptWords } from "../../../ui/KeptSecret.tsx";
import { UsageTable } from "../../usage/UsageTable.tsx";
import { whoseWords } from "./secret-variable-form.ts";
import { SecretVariablesDialog } from "./SecretVariablesDialog.tsx";
import "./SecretVariables.css";

/** The variables whose values nobody is shown, when they were opened, and the way to change them. */
export function SecretVariablesPart({ environment }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const secrets = useQuery(queries.secretVariables(scope, environment.id));
  const mayEdit = useMay("compute_environment:write");
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="page-part" aria-labelledby="secret-variables">
      <div className="page-part-head">
        <h2 id="secret-variables">Secret variables</h2>
        {secrets.data === undefined ? undefined : (
          <GuardedButton verdict={mayEdit} variant="default" onClick={() => setOpen(true)}>
            Change secret variables
          </GuardedButton>
        )}
      </div>
      <Answer to={secrets} failure="The secret variables could not be read." rows={1}>
        {({ variables }) =>
          variables.length === 0 ? (
            <p className="sentence">None: runs are given the open variables of the settings alone.</p>
          ) : (
            <>
              <dl className="secret-variable-list">{variables.map((one) => variableLine(one, environment.platform))}</dl>
              <Usage computeEnvId={environment.id} />
            </>
          )
        }
      </Answer>
      {isOpen && secrets.data !== undefined ? (
        <SecretVariablesDialog environment={environment} known={secrets.data} onClose={() => setOpen(false)} />
      ) : undefined}
    </section>
  );
}

const variableLine = (variable: SecretVariableAnswer, platform: string) => (
  <div key={variable.name}>
    <dt>
      <code>{variable.name}</code>
    </dt>
    <dd>
      <KeptWords />, for {whoseWords(variable, platform)}
    </dd>
  </div>
);

/** Each launch that was given them, and each edit that kept some. */
function Usage({ computeEnvId }: { readonly computeEnvId: string }) {
  const { address } = useAddress();
  const cursor = address["cursor"];
  const usage = useQuery(queries.secretVariableUsage(useScope(), computeEnvId, cursor));
  return (
    <>
      <h3 className="part-subhead">Opened for</h3>
      <Answer to={usage} failure="When they were opened could not be read." rows={2}>
        {({ usage: entries, nextCursor }) =>
          entries.length === 0 ? (
            <p className="sentence">Nobody has needed them yet.</p>
          ) : (
            <>
              <UsageTable entries={entries} />
              <CursorPager isFirst={cursor === undefined} nextCursor={nextCursor} />
            </>
          )
        }
      </Answer>
    </>
  );
}
