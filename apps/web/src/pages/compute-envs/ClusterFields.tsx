import type { Credentials } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { isOverSsh } from "./environment-form.ts";
import type { EnvironmentFieldsProps } from "./environment-form.ts";
import { QueueFields } from "./EnvironmentPlaceFields.tsx";
import { HeadJobFields } from "./HeadJobFields.tsx";
import { OfferNote } from "./OfferNote.tsx";

export interface ClusterFieldsProps extends EnvironmentFieldsProps {
  /** The chosen one, as far as it is known. */
  readonly credential: Credentials | undefined;
}

/** What only a cluster has: queues, and what the Nextflow job asks for, with the names that the cluster knows. */
export function ClusterFields({ values, problems, credential, onChange }: ClusterFieldsProps) {
  const scope = useScope();
  const { credentialsId, platform, resources } = values;
  // A host is not spoken to before somebody has looked at its key: that is what the environment is made for.
  const isSsh = isOverSsh(values, credential?.provider);
  const canBeAsked = credential !== undefined && !isSsh;
  const offer = useQuery({ ...queries.offerOfCredential(scope, credentialsId, platform), enabled: canBeAsked });
  // A problem in a closed part would be a button that does nothing.
  const isFaulty = Object.keys(resources).some((name) => Object.hasOwn(problems, name));
  return (
    <>
      <QueueFields values={values} offer={offer.data} onChange={onChange} />
      {canBeAsked ? <OfferNote offer={offer} /> : undefined}
      {isSsh ? (
        <p className="sentence">What the cluster offers can be asked when its host key is trusted; until then, type the names.</p>
      ) : undefined}
      <details className="more-fields" {...(isFaulty ? { open: true } : {})}>
        <summary>The Nextflow job: account, wall time, memory</summary>
        <div className="more-fields-body">
          <HeadJobFields
            values={resources}
            problems={problems}
            platform={platform}
            headQueue={values.headQueue}
            offer={offer.data}
            onChange={(changed) => onChange({ resources: { ...resources, ...changed } })}
          />
        </div>
      </details>
    </>
  );
}
