import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { SuggestField } from "../../ui/SuggestField.tsx";
import type { LaunchFieldsProps } from "./LaunchPipelineFields.tsx";
import { emptyVersionWords, versionSuggestions } from "./version-suggestions.ts";

/** A version that may be typed, or chosen from those of the cluster, which is asked when somebody comes to the field. */
export function NextflowVersionField({ values, problems, onChange }: LaunchFieldsProps) {
  const scope = useScope();
  const [isVisited, setVisited] = useState(false);
  const isAsked = isVisited && values.computeEnvId !== "";
  const versions = useQuery({ ...queries.nextflowVersions(scope, values.computeEnvId), enabled: isAsked });
  return (
    <div onFocus={() => setVisited(true)}>
      <SuggestField
        label="Nextflow version"
        description={emptyVersionWords(versions.data)}
        value={values.nextflowVersion}
        suggestions={versionSuggestions(versions.data)}
        error={problems.nextflowVersion}
        onChange={(nextflowVersion) => onChange({ nextflowVersion })}
      />
    </div>
  );
}
