import type { ComputeEnv, EnvironmentResourcesResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { faultyFields } from "../../api/api-error.ts";
import { put } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useDraft } from "../../hooks/use-draft.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { OutdatedNote } from "../../ui/OutdatedNote.tsx";
import { HeadJobFields } from "./HeadJobFields.tsx";
import { OfferNote } from "./OfferNote.tsx";
import { problemsOfMembers, resourceProblems, resourceRequest, resourceValues } from "./resource-form.ts";

export interface HeadJobDialogProps {
  readonly environment: ComputeEnv;
  readonly known: EnvironmentResourcesResponse;
  readonly onClose: () => void;
}

export function HeadJobDialog({ environment, known, onClose }: HeadJobDialogProps) {
  const scope = useScope();
  const { id, platform } = environment;
  const offer = useQuery(queries.offerOfEnvironment(scope, id));
  const draft = useDraft(known, resourceValues);
  const [isTried, setTried] = useState(false);
  const problems = resourceProblems(draft.values, platform);
  const save = useChange({
    act: () =>
      put(inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(id)}/resources`), {
        resources: resourceRequest(draft.values, platform),
        lastUpdated: draft.base.lastUpdated,
      }),
    old: [queryKeys.computeEnv(scope, id)],
    onTaken: draft.onSaved,
    onDone: onClose,
  });
  const blamed = save.error === null ? {} : problemsOfMembers(faultyFields(save.error), save.error.message);
  return (
    <FormDialog
      title={`What the Nextflow job of ${environment.name} asks for`}
      verb="Save"
      isReady={!draft.isOutdated}
      isBusy={save.isPending}
      error={save.error}
      failure="Nothing was changed."
      onSubmit={() => {
        setTried(true);
        if (Object.keys(problems).length === 0) save.mutate();
      }}
      onClose={onClose}
    >
      <OfferNote offer={offer} />
      <HeadJobFields
        values={draft.values}
        problems={{ ...blamed, ...(isTried ? problems : {}) }}
        platform={platform}
        headQueue={environment.config.headQueue ?? ""}
        offer={offer.data}
        onChange={draft.set}
      />
      <p className="sentence">For launches from now on; runs keep what they were launched with. Empty fields leave it to the site.</p>
      <OutdatedNote isOutdated={draft.isOutdated} onReload={draft.reload} />
    </FormDialog>
  );
}
