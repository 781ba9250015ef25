import type { ComputeEnv, EnvironmentResourcesResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { SettingsList } from "../../ui/SettingsList.tsx";
import { HeadJobDialog } from "./HeadJobDialog.tsx";
import { resourceValues } from "./resource-form.ts";

/** What the job that runs Nextflow asks of the cluster, and the way to change it. */
export function HeadJobPart({ environment }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const resources = useQuery(queries.environmentResources(scope, environment.id));
  const mayEdit = useMay("compute_environment:write");
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="page-part" aria-labelledby="head-job">
      <div className="page-part-head">
        <h2 id="head-job">Nextflow job</h2>
        {resources.data === undefined ? undefined : (
          <GuardedButton verdict={mayEdit} variant="default" onClick={() => setOpen(true)}>
            Change what it asks for
          </GuardedButton>
        )}
      </div>
      <Answer to={resources} failure="What the Nextflow job asks for could not be read." rows={2}>
        {(known) => <Asked known={known} />}
      </Answer>
      {isOpen && resources.data !== undefined ? (
        <HeadJobDialog environment={environment} known={resources.data} onClose={() => setOpen(false)} />
      ) : undefined}
    </section>
  );
}

function Asked({ known }: { readonly known: EnvironmentResourcesResponse }) {
  const values = resourceValues(known);
  const isEmpty = Object.values(values).every((value) => value === "");
  if (isEmpty) return <p className="sentence">It asks for nothing by itself: account, time and memory are the site's choice.</p>;
  return (
    <SettingsList
      lines={[
        { name: "Account", value: values.account },
        { name: "Quality of service", value: values.qos },
        { name: "Wall time", value: values.wallTime },
        { name: "Memory", value: values.memory },
        { name: "Processors", value: values.cpus },
        { name: "Constraint", value: values.constraint },
        { name: "Notice", value: values.notice === "" ? "" : `${values.notice} before the end` },
      ]}
    />
  );
}
