import type { ComputeEnv, LaunchRulesResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../../api/queries.ts";
import { useMay } from "../../../hooks/use-may.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { GuardedButton } from "../../../layouts/GuardedButton.tsx";
import { Answer } from "../../../ui/Answer.tsx";
import { SettingsList } from "../../../ui/SettingsList.tsx";
import { boundWords } from "./bound-words.ts";
import { knownOptions, optionTitle } from "./known-options.ts";
import { LaunchRulesDialog } from "./LaunchRulesDialog.tsx";

/** What a launch may say in the place of the environment, and the way to change it. */
export function LaunchRulesPart({ environment }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const rules = useQuery(queries.launchRules(scope, environment.id));
  const mayEdit = useMay("compute_environment:write");
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="page-part" aria-labelledby="launch-rules">
      <div className="page-part-head">
        <h2 id="launch-rules">What a launch may change</h2>
        {rules.data === undefined ? undefined : (
          <GuardedButton verdict={mayEdit} variant="default" onClick={() => setOpen(true)}>
            Change the rules
          </GuardedButton>
        )}
      </div>
      <Answer to={rules} failure="What a launch may change could not be read." rows={2}>
        {(known) => <Allowed known={known} />}
      </Answer>
      {isOpen && rules.data !== undefined ? (
        <LaunchRulesDialog environment={environment} known={rules.data} onClose={() => setOpen(false)} />
      ) : undefined}
    </section>
  );
}

function Allowed({ known }: { readonly known: LaunchRulesResponse }) {
  if (known.rules === null)
    return (
      <p className="sentence">
        There are no rules: a launch may bring its own work directory, scripts, Nextflow config and version of Nextflow. All else is as this
        environment says.
      </p>
    );
  const lines = knownOptions(known).map(({ bound, option }) => ({ name: optionTitle(option), value: boundWords(option, bound) }));
  if (lines.every(({ value }) => value === "")) return <p className="sentence">Nothing: every launch is as this environment says.</p>;
  return (
    <>
      <SettingsList lines={lines} />
      <p className="sentence">All else is as this environment says.</p>
    </>
  );
}
