import { fieldsOverriddenBy, fieldsOverriddenByScript } from "@postern/domain";
import { useState } from "react";
import type { EnvironmentFieldsProps } from "../environment-form.ts";
import { NodeFields } from "./NodeFields.tsx";
import { setupOf } from "./node-form.ts";
import { overriddenLines } from "./node-words.ts";
import { OverriddenNote } from "./OverriddenNote.tsx";

/** The same in the form of a new environment, folded away: a check proposes most of it. */
export function NodesField({ values, problems, onChange }: EnvironmentFieldsProps) {
  // What was opened for a problem stays open when it is mended.
  const [isOpen, setOpen] = useState(false);
  const { nextflowConfig, nodes, preRunScript } = values;
  const setup = setupOf(nodes);
  const overridden = [
    ...overriddenLines(fieldsOverriddenBy(nextflowConfig, setup), "the Nextflow config"),
    ...overriddenLines(fieldsOverriddenByScript(preRunScript, setup), "the pre-run script"),
  ];
  // A problem in a closed part would be a button that does nothing.
  const isFaulty = Object.keys(problems.nodes ?? {}).length > 0;
  return (
    <details className="more-fields" open={isOpen || isFaulty} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>On the nodes: modules, containers, scratch</summary>
      <div className="more-fields-body">
        <NodeFields values={nodes} problems={problems.nodes ?? {}} onChange={(changed) => onChange({ nodes: { ...nodes, ...changed } })} />
        <OverriddenNote lines={overridden} />
      </div>
    </details>
  );
}
