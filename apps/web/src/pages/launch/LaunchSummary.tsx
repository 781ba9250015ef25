import type { ComputeEnvListEntry } from "@postern/contracts";
import { toApiError } from "../../api/api-error.ts";
import { useMay } from "../../hooks/use-may.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { fieldWords, profilesOf } from "./launch-form.ts";
import type { LaunchField, LaunchProblems, LaunchValues } from "./launch-form.ts";
import { LaunchNodes } from "./LaunchNodes.tsx";

export interface LaunchSummaryProps {
  readonly values: LaunchValues;
  /** What it says in the place of the environment. */
  readonly chosen: string;
  readonly problems: LaunchProblems;
  readonly environment: ComputeEnvListEntry | undefined;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onAnyway: () => void;
}

/** What runs where, what is wrong with it, and the button. Stays in sight. */
export function LaunchSummary({ values, chosen, problems, environment, isBusy, error, onAnyway }: LaunchSummaryProps) {
  const mayLaunch = useMay("workflow_quick:execute");
  const lines = [
    { name: "Pipeline", value: values.pipeline.trim() },
    { name: "Revision", value: values.revision.trim() === "" ? "default branch" : values.revision },
    { name: "Where", value: environment?.name ?? "" },
    { name: "Work in", value: values.workDir === "" ? (environment?.workDir ?? "") : values.workDir },
    { name: "Asks for", value: chosen },
    { name: "Profiles", value: profilesOf(values.profiles).join(", ") },
    { name: "Layers", value: layersOf(values) },
  ];
  const told = (Object.keys(fieldWords) as LaunchField[]).filter((field) => problems[field] !== undefined);
  return (
    <aside className="launch-summary" aria-label="Summary">
      <h2>Summary</h2>
      <dl>
        {lines
          .filter(({ value }) => value !== "")
          .map(({ name, value }) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <LaunchNodes values={values} />
      {told.length === 0 ? undefined : (
        <ul className="launch-problems" aria-label="What is wrong">
          {told.map((field) => (
            <li key={field}>
              {fieldWords[field]}: {problems[field]}
            </li>
          ))}
        </ul>
      )}
      {error === null ? undefined : <LaunchFailure error={error} isBusy={isBusy} onAnyway={onAnyway} />}
      <GuardedButton verdict={mayLaunch} type="submit" loading={isBusy} fullWidth>
        Launch
      </GuardedButton>
      {mayLaunch.why === undefined ? undefined : <p className="sentence">{mayLaunch.why}.</p>}
    </aside>
  );
}

/** What kept it back. A cluster that was looked at before may be known better by whoever launches. */
function LaunchFailure({ error, isBusy, onAnyway }: { readonly error: Error } & Pick<LaunchSummaryProps, "isBusy" | "onAnyway">) {
  const mayLaunch = useMay("workflow_quick:execute");
  return (
    <>
      <ErrorNote title="The run was not launched." error={error} />
      {toApiError(error).code === "launch.not_ready" ? (
        <GuardedButton verdict={mayLaunch} variant="default" loading={isBusy} fullWidth onClick={onAnyway}>
          Launch anyway
        </GuardedButton>
      ) : undefined}
    </>
  );
}

/** Which settings meet, the strongest first. */
function layersOf(values: LaunchValues): string {
  const own = values.configText.trim() === "" ? [] : ["this form"];
  return [...own, "environment", "pipeline"].join(" over ");
}
