import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../../api/queries.ts";
import { useAddress } from "../../../hooks/use-address.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { NewEnvironmentForm } from "../NewEnvironmentForm.tsx";
import { AddressForm } from "./AddressForm.tsx";
import { AgentChoice } from "./AgentChoice.tsx";
import { DiscoveryPart } from "./DiscoveryPart.tsx";
import { OtherWays } from "./OtherWays.tsx";
import { askedOffer, proposedValues } from "./proposed-values.ts";
import { useFirstLook, useWizard } from "./use-wizard.ts";
import type { Wizard, WizardResult } from "./use-wizard.ts";
import "./ClusterWizard.css";

/** Where is the cluster? The rest is looked at and proposed. */
export function ClusterWizard() {
  const wizard = useWizard();
  return (
    <div className="wizard">
      <Question wizard={wizard} />
      <DiscoveryPart wizard={wizard} />
      {wizard.result === undefined ? undefined : <Proposed result={wizard.result} />}
    </div>
  );
}

/** The ways to say which cluster is meant; out of the way once it is found. */
function Question({ wizard }: { readonly wizard: Wizard }) {
  const scope = useScope();
  const { address } = useAddress();
  // Only what the link said at first: looking writes into the address too.
  const [first] = useState(address);
  const { data } = useQuery(queries.credentials(scope));
  const named = data?.credentials.find(({ id }) => id === first["credential"]);
  // An agent is one's own. An address in a link is anybody's: whoever opens it looks at it before anything is connected to.
  useFirstLook(named?.provider === "tw-agent" ? named.id : undefined, wizard.look);
  const { result, way } = wizard;
  const isAgent = way !== undefined && way.address === undefined;
  // Not taken away: what was typed stays in it.
  return (
    <>
      <div hidden={result !== undefined || isAgent}>
        <AddressForm first={first["address"] ?? ""} firstKey={named?.provider === "ssh" ? named.id : undefined} wizard={wizard} />
      </div>
      {way === undefined ? (
        <>
          <AgentChoice wizard={wizard} />
          <OtherWays wizard={wizard} />
        </>
      ) : undefined}
    </>
  );
}

function Proposed({ result }: { readonly result: WizardResult }) {
  const { found, proposal, way } = result;
  return (
    <section aria-labelledby="proposal-heading">
      <h2 id="proposal-heading">The environment</h2>
      <p className="sentence wizard-lead">Filled in with what was found. Everything can be changed, now and later.</p>
      <NewEnvironmentForm
        begin={() => proposedValues(proposal, way)}
        asked={askedOffer(found, way)}
        isOpen={proposal.preRunScript !== ""}
      />
    </section>
  );
}
