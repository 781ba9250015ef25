import type { ComputeEnv, NodeSetupResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../../api/queries.ts";
import { useMay } from "../../../hooks/use-may.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { GuardedButton } from "../../../layouts/GuardedButton.tsx";
import { Answer } from "../../../ui/Answer.tsx";
import { SettingsList } from "../../../ui/SettingsList.tsx";
import { NodeDialog } from "./NodeDialog.tsx";
import { nodeValues } from "./node-form.ts";
import { engineNames, overriddenWords, scratchWords } from "./node-words.ts";
import { OverriddenNote } from "./OverriddenNote.tsx";

/** How nodes are made ready for runs, and the way to change it. */
export function NodePart({ environment }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const setup = useQuery(queries.nodeSetup(scope, environment.id));
  const mayEdit = useMay("compute_environment:write");
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="page-part" aria-labelledby="node-setup">
      <div className="page-part-head">
        <h2 id="node-setup">On the nodes</h2>
        {setup.data === undefined ? undefined : (
          <GuardedButton verdict={mayEdit} variant="default" onClick={() => setOpen(true)}>
            Change node setup
          </GuardedButton>
        )}
      </div>
      <Answer to={setup} failure="How nodes are made ready could not be read." rows={2}>
        {(known) => <Shown known={known} />}
      </Answer>
      {isOpen && setup.data !== undefined ? (
        <NodeDialog environment={environment} known={setup.data} onClose={() => setOpen(false)} />
      ) : undefined}
    </section>
  );
}

function Shown({ known }: { readonly known: NodeSetupResponse }) {
  const { nodeSetup, overridden } = known;
  const { bindPaths, containerCacheDir, headModules, modules, scratch, siteProfile } = nodeValues(known);
  const engine = nodeSetup.containerEngine;
  const isEmpty = [modules, headModules, scratch, siteProfile].every((value) => value === "") && engine === null;
  if (isEmpty) return <p className="sentence">Nothing is loaded or chosen here: container engine and scratch are as the pipeline says.</p>;
  const mono = (text: string) => (text === "" ? "" : <pre>{text}</pre>);
  const where = (setting: string) => (setting.startsWith("module ") ? "the pre-run script" : "the Nextflow config");
  return (
    <>
      <SettingsList
        lines={[
          { name: "Modules", value: mono(modules) },
          { name: "For Nextflow alone", value: mono(headModules) },
          { name: "Container engine", value: engine === null ? "" : engineNames[engine] },
          { name: "Folder for images", value: mono(containerCacheDir) },
          { name: "Paths in containers", value: mono(bindPaths) },
          { name: "Scratch", value: scratch === "true" ? scratchWords(scratch) : mono(scratch) },
          { name: "nf-core profile", value: siteProfile },
        ]}
      />
      <OverriddenNote lines={[...new Set(overridden.map((field) => overriddenWords(field, where(field.setting))))]} />
    </>
  );
}
