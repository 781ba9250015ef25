import type { Label } from "@postern/contracts";
import { Link } from "@tanstack/react-router";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { LabelChip, LabelChips, labelText } from "../../ui/LabelChip.tsx";
import { searchForLabel } from "./list/environment-filter.ts";

export interface EnvironmentLabelsProps {
  readonly labels: readonly Label[];
  /** So many are shown, and the others counted; all when nothing is said. */
  readonly most?: number;
}

/** The labels of an environment; each leads to all that have it. */
export function EnvironmentLabels({ labels, most = labels.length }: EnvironmentLabelsProps) {
  const scope = useScope();
  const rest = labels.slice(most);
  return (
    <LabelChips>
      {labels.slice(0, most).map((label) => (
        <Link
          key={label.id}
          className="label-link"
          to={paths.computeEnvs(scope)}
          search={() => ({ search: searchForLabel(label) })}
          title={`Environments with ${labelText(label)}`}
        >
          <LabelChip label={label} />
        </Link>
      ))}
      {rest.length === 0 ? undefined : (
        <span className="quiet" title={rest.map(labelText).join(", ")}>
          +{rest.length}
        </span>
      )}
    </LabelChips>
  );
}
