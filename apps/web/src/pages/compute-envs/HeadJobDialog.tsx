import type { ComputeEnv, EnvironmentResourcesResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { faultyFields } from "../../api/api-error.ts";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { HeadJobFields } from "./HeadJobFields.tsx";
import { OfferNote } from "./OfferNote.tsx";
import { problemsOfMembers, resourceProblems, resourceRequest, resourceValues } from "./resource-form.ts";
import { PartDialog } from "./PartDialog.tsx";
import { usePartChange } from "./use-part-change.ts";

export interface HeadJobDialogProps {
  readonly environment: ComputeEnv;
  readonly known: EnvironmentResourcesResponse;
  readonly onClose: () => void;
}

export function HeadJobDialog({ environment, known, onClose }: HeadJobDialogProps) {
  const scope = useScope();
  const { id, platform } = environment;
  const offer = useQuery(queries.offerOfEnvironment(scope, id));
  const change = usePartChange({
    ...{ environment, known, onClose, part: "resources", valuesOf: resourceValues },
    problemsOf: (values) => resourceProblems(values, platform),
    requestOf: (values) => ({ resources: resourceRequest(values, platform) }),
  });
  const { draft, error } = change;
  const blamed = error === null ? {} : problemsOfMembers(faultyFields(error), error.message);
  return (
    <PartDialog title={`What the Nextflow job of ${environment.name} asks for`} change={change}>
      <OfferNote offer={offer} />
      <HeadJobFields
        values={draft.values}
        problems={{ ...blamed, ...change.problems }}
        platform={platform}
        isTorque={environment.config.isTorque === true}
        headQueue={environment.config.headQueue ?? ""}
        offer={offer.data}
        onChange={draft.set}
      />
      <p className="sentence">For launches from now on; runs keep what they were launched with. Empty fields leave it to the site.</p>
    </PartDialog>
  );
}
