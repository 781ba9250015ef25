import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { LabelList } from "../../../api/label-queries.ts";
import { queries } from "../../../api/queries.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { Answer } from "../../../ui/Answer.tsx";
import type { Asked } from "../../../ui/Answer.tsx";
import { FileDrop } from "../../../ui/FileDrop.tsx";
import { labelText } from "../../../ui/LabelChip.tsx";
import { NewEnvironmentForm } from "../NewEnvironmentForm.tsx";
import { platformName } from "../platforms.ts";
import { importedValues, matchLabels } from "./imported-values.ts";
import { listed, settingCount } from "./read-environment-file.ts";
import type { EnvironmentFile } from "./read-environment-file.ts";
import { useEnvironmentFile } from "./use-environment-file.ts";
import type { FileState } from "./use-environment-file.ts";
import "./ImportEnvironment.css";

/** A new environment out of a file: what it holds is shown, and stands in the form, which asks for the rest. */
export function ImportEnvironment() {
  const { state, take, leaveOut, forget } = useEnvironmentFile();
  if (state?.reading.kind === "good") return <Imported name={state.name} file={state.reading.file} onForget={forget} />;
  return (
    <div className="form-narrow">
      <FileDrop accept=".json,application/json" onFile={(file) => void take(file)}>
        Drop the file that “Export as JSON” or <code>tw compute-envs export</code> wrote.
      </FileDrop>
      {state === undefined ? undefined : <Trouble state={state} onLeaveOut={leaveOut} />}
    </div>
  );
}

function Trouble({
  state: { name, reading },
  onLeaveOut,
}: {
  readonly state: FileState;
  readonly onLeaveOut: (file: EnvironmentFile) => void;
}) {
  if (reading.kind === "good") return undefined;
  if (reading.kind === "refused") {
    return (
      <div className="warning-note" role="alert">
        <strong>{name} is not imported.</strong> {reading.problem} {reading.cure}
      </div>
    );
  }
  return (
    <div className="warning-note" role="alert">
      <strong>{name} is not imported yet.</strong> This server does not know {listed(reading.names)}: they may be of another version. Take
      them out of the file, or go on without them.
      <div className="import-acts">
        <Button variant="default" size="compact-sm" onClick={() => onLeaveOut(reading.file)}>
          Go on without them
        </Button>
      </div>
    </div>
  );
}

interface ImportedProps {
  readonly name: string;
  readonly file: EnvironmentFile;
  readonly onForget: () => void;
}

function Imported({ name, file, onForget }: ImportedProps) {
  const labels = useQuery({ ...queries.everyLabel(useScope()), enabled: file.labels.length > 0 });
  // A file without labels asks for none.
  const nothing = { isPending: false, error: null, data: { labels: [] }, refetch: labels.refetch };
  const asked: Asked<Pick<LabelList, "labels">> = file.labels.length > 0 ? labels : nothing;
  return (
    <Answer to={asked} failure="The labels of this place could not be read." rows={8}>
      {({ labels: here }) => {
        const { chosen, missing } = matchLabels(file.labels, here);
        return (
          <>
            <div className="import-summary" role="status">
              <span>
                <strong>{name}</strong>: {platformName(file.platform)}, {String(settingCount(file))} settings
                {file.own.rules === undefined ? "" : ", what a launch may change"}
                {chosen.length === 0 ? "" : `, labels ${chosen.map(labelText).join(", ")}`}. Choose a name and the credential that reaches
                the cluster.
              </span>
              <Button variant="default" size="compact-sm" onClick={onForget}>
                Another file
              </Button>
            </div>
            {missing.length === 0 ? undefined : (
              <p className="sentence import-missing">
                Labels that are not here, and are left out: {missing.map((one) => labelText(one)).join(", ")}.
              </p>
            )}
            <NewEnvironmentForm begin={() => importedValues(file, name, chosen)} isOpen />
          </>
        );
      }}
    </Answer>
  );
}
