import type { ClusterOffer, ComputeEnv, Credentials } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { stillOffered } from "./asked-offer.ts";
import type { AskedOffer } from "./asked-offer.ts";
import { isOverSsh } from "./environment-form.ts";
import type { EnvironmentFieldsProps, EnvironmentValues } from "./environment-form.ts";
import { QueueFields } from "./EnvironmentPlaceFields.tsx";
import { HeadJobFields } from "./HeadJobFields.tsx";
import { OfferedWords, OfferNote } from "./OfferNote.tsx";

export interface ClusterFieldsProps extends EnvironmentFieldsProps {
  /** The chosen one, as far as it is known. */
  readonly credential: Credentials | undefined;
  /** The environment that is edited; nothing for a new one. */
  readonly made?: ComputeEnv | undefined;
  /** Where the cluster was asked before. */
  readonly asked?: AskedOffer | undefined;
}

/** What only a cluster has: queues, and what the Nextflow job asks for, with the names that the cluster knows. */
export function ClusterFields({ values, problems, credential, made, asked, onChange }: ClusterFieldsProps) {
  const { resources } = values;
  const { offer, isSsh, canBeAsked } = useClusterOffer({ values, credential, made });
  const offered = offer.data ?? stillOffered(asked, values);
  // A problem in a closed part would be a button that does nothing.
  const isFaulty = Object.keys(resources).some((name) => Object.hasOwn(problems, name));
  return (
    <>
      <QueueFields values={values} offer={offered} onChange={onChange} />
      {canBeAsked ? <OfferNote offer={offer} /> : undefined}
      {isSsh ? <OfferOfSsh offer={offered} /> : undefined}
      {made === undefined ? (
        <details className="more-fields" {...(isFaulty ? { open: true } : {})}>
          <summary>The Nextflow job: account, wall time, memory</summary>
          <div className="more-fields-body">
            <HeadJobFields
              values={resources}
              problems={problems}
              platform={values.platform}
              isTorque={values.jobs.isTorque}
              headQueue={values.headQueue}
              offer={offered}
              onChange={(changed) => onChange({ resources: { ...resources, ...changed } })}
            />
          </div>
        </details>
      ) : (
        <p className="sentence">
          Account, wall time and memory of the Nextflow job, modules and containers are changed on the page of the environment.
        </p>
      )}
    </>
  );
}

function OfferOfSsh({ offer }: { readonly offer: ClusterOffer | undefined }) {
  return (
    <p className="sentence">
      {offer === undefined ? (
        "What the cluster offers can be asked when its host key is trusted; until then, type the names."
      ) : (
        <OfferedWords offer={offer} />
      )}
    </p>
  );
}

/** A cluster that is in use is asked as it is reached now; one that is led to elsewhere, through the new credential. */
function useClusterOffer({ values, credential, made }: Pick<ClusterFieldsProps, "values" | "credential" | "made">) {
  const scope = useScope();
  const isSame = made !== undefined && isSameWay(made, values);
  // A host is not spoken to before somebody has looked at its key: that is what the environment is made for.
  const isSsh = isOverSsh(values, credential?.provider) && !isSame;
  const canBeAsked = credential !== undefined && !isSsh;
  const ofMade = useQuery({ ...queries.offerOfEnvironment(scope, made?.id ?? ""), enabled: canBeAsked && isSame });
  const ofCredential = useQuery({
    ...queries.offerOfCredential(scope, values.credentialsId, values.platform),
    enabled: canBeAsked && !isSame,
  });
  return { offer: isSame ? ofMade : ofCredential, isSsh, canBeAsked };
}

const isSameWay = ({ credentialsId, config }: ComputeEnv, values: EnvironmentValues): boolean =>
  credentialsId === values.credentialsId && (config.hostName ?? "") === values.hostName;
