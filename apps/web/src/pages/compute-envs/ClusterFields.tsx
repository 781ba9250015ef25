import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import type { EnvironmentFieldsProps } from "./EnvironmentPlaceFields.tsx";
import { QueueFields } from "./EnvironmentPlaceFields.tsx";
import { HeadJobFields } from "./HeadJobFields.tsx";
import { OfferNote } from "./OfferNote.tsx";

/** What only a cluster has: queues, and what the Nextflow job asks for, with the names that the cluster knows. */
export function ClusterFields({ values, problems, onChange }: EnvironmentFieldsProps) {
  const scope = useScope();
  const { credentialsId, platform, resources } = values;
  const offer = useQuery({ ...queries.offerOfCredential(scope, credentialsId, platform), enabled: credentialsId !== "" });
  // A problem in a closed part would be a button that does nothing.
  const isFaulty = Object.keys(resources).some((name) => Object.hasOwn(problems, name));
  return (
    <>
      <QueueFields values={values} offer={offer.data} onChange={onChange} />
      {credentialsId === "" ? undefined : <OfferNote offer={offer} />}
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
