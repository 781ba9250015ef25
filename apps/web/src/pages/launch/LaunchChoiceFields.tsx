import type { LaunchRulesResponse } from "@postern/contracts";
import type { LaunchOption } from "@postern/domain";
import { VariablesField } from "../compute-envs/VariablesField.tsx";
import { boundWords } from "../compute-envs/launch-rules/bound-words.ts";
import { optionTitle } from "../compute-envs/launch-rules/known-options.ts";
import type { KnownOption } from "../compute-envs/launch-rules/known-options.ts";
import { SettingsList } from "../../ui/SettingsList.tsx";
import { OptionField } from "./OptionField.tsx";
import { ownOptions, ownWords } from "./launch-choices.ts";
import type { LaunchFieldsProps } from "./LaunchPipelineFields.tsx";

export interface LaunchChoiceFieldsProps extends LaunchFieldsProps {
  readonly rules: LaunchRulesResponse;
  readonly options: readonly KnownOption[];
}

/** What this launch says in the place of its environment, where the rules of that let it; and what is not its choice. */
export function LaunchChoiceFields({ values, problems, onChange, rules, options }: LaunchChoiceFieldsProps) {
  const { choices, variables } = values;
  const own = options.filter(({ option }) => ownOptions.includes(option));
  // What was chosen before, and may not be any more, is shown with its reason, so that it can be taken out.
  const isShown = ({ bound, option }: KnownOption) => bound.allow !== "no" || (choices[option] ?? "") !== "";
  const fields = own.filter((known) => known.option !== "variables" && isShown(known));
  const open = own.find(({ option }) => option === "variables");
  const fixed = own.filter((known) => !isShown(known) && ownWords(known) !== "");
  const hasVariables = open !== undefined && (open.bound.allow !== "no" || variables.length > 0);
  if (fields.length === 0 && !hasVariables && fixed.length === 0) return undefined;
  const choose = (option: LaunchOption, text: string) => onChange({ choices: { ...choices, [option]: text } });
  return (
    <section className="launch-section" aria-labelledby="launch-choices">
      <h2 id="launch-choices">What it asks of the cluster</h2>
      <div className="launch-choices">
        {fields.map((known) => (
          <OptionField
            key={known.option}
            known={known}
            value={choices[known.option] ?? ""}
            problem={problems[known.option]}
            onChange={(text) => choose(known.option, text)}
          />
        ))}
      </div>
      {hasVariables ? (
        <>
          <VariablesField lines={variables} problem={problems.variables} onChange={(lines) => onChange({ variables: lines })} />
          {open.bound.allow === "within" ? <p className="sentence">A launch may set {boundWords("variables", open.bound)}.</p> : undefined}
        </>
      ) : undefined}
      {fixed.length === 0 ? undefined : (
        <>
          <SettingsList lines={fixed.map((known) => ({ name: optionTitle(known.option), value: ownWords(known) }))} />
          <p className="sentence">As the environment says. {rules.changedBy}</p>
        </>
      )}
    </section>
  );
}
