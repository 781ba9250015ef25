import type { ComputeEnv, NextflowVersionsOffer } from "@postern/contracts";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { put } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queries } from "../../../api/queries.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useMay } from "../../../hooks/use-may.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { GuardedButton } from "../../../layouts/GuardedButton.tsx";
import { Answer } from "../../../ui/Answer.tsx";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { DropVersionDialog } from "./DropVersionDialog.tsx";
import { KeepVersionDialog } from "./KeepVersionDialog.tsx";
import { VersionList } from "./VersionList.tsx";
import { defaultWords, versionLines } from "./version-lines.ts";

/** Which Nextflow runs can have, which one launches get that name none, and what is kept on the cluster. */
export function NextflowPart({ environment }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const mayAsk = useMay("workflow_quick:execute");
  const mayEdit = useMay("compute_environment:write");
  const isReached = environment.status === "AVAILABLE";
  const [isAsked, setAsked] = useState(false);
  const [isKeeping, setKeeping] = useState(false);
  const isOn = mayAsk.isAllowed && (isReached || isAsked);
  const versions = useQuery({ ...queries.nextflowVersions(scope, environment.id), enabled: isOn });
  return (
    <section className="page-part" aria-labelledby="nextflow-versions">
      <div className="page-part-head">
        <h2 id="nextflow-versions">Nextflow</h2>
        <GuardedButton verdict={mayEdit} variant="default" onClick={() => setKeeping(true)}>
          Keep a version
        </GuardedButton>
      </div>
      {isOn ? (
        <Answer to={versions} failure="The cluster did not say which versions it has." rows={2}>
          {(offer) => <Versions environment={environment} offer={offer} />}
        </Answer>
      ) : (
        <div className="not-asked">
          <p className="sentence">{mayAsk.isAllowed ? notAskedWords(environment) : mayAsk.why}</p>
          {mayAsk.isAllowed ? (
            <Button variant="default" size="compact-sm" onClick={() => setAsked(true)}>
              Ask the cluster
            </Button>
          ) : undefined}
        </div>
      )}
      {isKeeping ? <KeepVersionDialog environment={environment} onClose={() => setKeeping(false)} /> : undefined}
    </section>
  );
}

const notAskedWords = ({ status }: ComputeEnv): string =>
  status === "CREATING" ? "The cluster is asked when the check has passed." : "It is not available, so the cluster is not asked by itself.";

interface VersionsProps {
  readonly environment: ComputeEnv;
  readonly offer: NextflowVersionsOffer;
}

function Versions({ environment, offer }: VersionsProps) {
  const scope = useScope();
  const mayEdit = useMay("compute_environment:write");
  const [dropped, setDropped] = useState<string | undefined>();
  const choose = useChange({
    act: (version: string | null) =>
      put(inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(environment.id)}/nextflow-versions`), {
        version,
        lastUpdated: environment.lastUpdated,
      }),
    old: [queryKeys.computeEnv(scope, environment.id), queryKeys.nextflowVersions(scope, environment.id)],
  });
  const lines = versionLines(offer);
  return (
    <>
      <p className="sentence">
        {defaultWords(offer)}{" "}
        {offer.chosen === null ? undefined : (
          <GuardedButton
            verdict={mayEdit}
            variant="default"
            size="compact-sm"
            loading={choose.isPending}
            onClick={() => choose.mutate(null)}
          >
            Leave it to the PATH
          </GuardedButton>
        )}
      </p>
      {choose.error === null ? undefined : <ErrorNote title="Nothing was changed." error={choose.error} />}
      {lines.length === 0 ? undefined : (
        <VersionList
          lines={lines}
          verdict={mayEdit}
          isBusy={choose.isPending}
          onChoose={(version) => choose.mutate(version)}
          onDrop={setDropped}
        />
      )}
      {offer.areModulesKnown ? undefined : (
        <p className="sentence">Modules are not known: the agent may not start bash. Allow it with --allow bash.</p>
      )}
      {dropped === undefined ? undefined : (
        <DropVersionDialog environment={environment} version={dropped} onClose={() => setDropped(undefined)} />
      )}
    </>
  );
}
