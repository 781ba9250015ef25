import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { launchOptionRow } from "@postern/domain";
import type { LaunchOption } from "@postern/domain";
import { optionTitle } from "./known-options.ts";
import type { RulesProblems, RulesValues, RuleValues } from "./rules-form.ts";

export interface RuleFieldsProps {
  readonly options: readonly LaunchOption[];
  readonly rules: RulesValues["rules"];
  readonly problems: RulesProblems;
  /** What the cluster has of an option. */
  readonly hints: Partial<Record<LaunchOption, string>>;
  readonly onChange: (option: LaunchOption, rule: RuleValues) => void;
}

/** A line for each option: whether a launch may say it, and within what. */
export function RuleFields({ options, rules, problems, hints, onChange }: RuleFieldsProps) {
  return (
    <div className="rule-lines">
      {options.map((option) => {
        const rule = rules[option] ?? closed;
        return (
          <div className="rule-line" key={option}>
            <NativeSelect
              label={optionTitle(option)}
              data={choicesOf(option)}
              value={rule.allow}
              error={rule.allow === "within" ? undefined : problems[option]}
              onChange={(event) => onChange(option, { ...rule, allow: allowOf(event.currentTarget.value) })}
            />
            <RuleNote
              option={option}
              rule={rule}
              problem={problems[option]}
              hint={hints[option]}
              onChange={(next) => onChange(option, next)}
            />
          </div>
        );
      })}
    </div>
  );
}

const closed: RuleValues = { allow: "no", list: "", min: "", max: "" };

const allowOf = (text: string): RuleValues["allow"] => (text === "any" || text === "within" ? text : "no");

function choicesOf(option: LaunchOption) {
  const { form } = launchOptionRow(option);
  const no = { value: "no", label: "Not allowed" };
  if (form === "script") return [no, { value: "any", label: "Allowed" }];
  const within = { amount: "Within limits", choice: "One of a list", names: "Those of a list", path: "Below a folder" }[form];
  return [no, { value: "within", label: within }, { value: "any", label: "Any" }];
}

interface RuleNoteProps {
  readonly option: LaunchOption;
  readonly rule: RuleValues;
  readonly problem: string | undefined;
  readonly hint: string | undefined;
  readonly onChange: (rule: RuleValues) => void;
}

/** The bounds where there are some, else what the choice means where that is not plain. */
function RuleNote({ option, rule, problem, hint, onChange }: RuleNoteProps) {
  const { form } = launchOptionRow(option);
  const title = optionTitle(option);
  if (rule.allow === "no") return undefined;
  if (rule.allow === "any") return anyWords[option] === undefined ? undefined : <p className="rule-note">{anyWords[option]}</p>;
  if (form === "amount") {
    return (
      <div className="rule-range">
        <TextInput
          label="At least"
          aria-label={`${title}: at least`}
          value={rule.min}
          error={problem}
          onChange={(event) => onChange({ ...rule, min: event.currentTarget.value })}
        />
        <TextInput
          label="At most"
          aria-label={`${title}: at most`}
          value={rule.max}
          error={problem !== undefined}
          onChange={(event) => onChange({ ...rule, max: event.currentTarget.value })}
        />
      </div>
    );
  }
  return (
    <Textarea
      label="One a line"
      aria-label={`${title}: one a line`}
      description={hint ?? listWords[option]}
      className="mono-field"
      autosize
      minRows={2}
      maxRows={8}
      spellCheck={false}
      value={rule.list}
      error={problem}
      onChange={(event) => onChange({ ...rule, list: event.currentTarget.value })}
    />
  );
}

const anyWords: Partial<Record<LaunchOption, string>> = {
  headJobOptions: "But none that decide about what is bounded or not allowed here: list those whole.",
  constraint: "A name, or a name with a value. List what is more than that.",
  variables: "But none that decide which program runs, such as PATH: list those by name.",
  preRunScript: "It runs before Nextflow, as the account that submits the job.",
  postRunScript: "It runs after Nextflow, as the account that submits the job.",
  configText: "It wins over the environment's, and can choose queues for tasks.",
};

const listWords: Partial<Record<LaunchOption, string>> = {
  headJobOptions: "Whole options, such as --gres=gpu:1. They are put behind those of the environment, and win.",
  workDir: "Folders, such as /scratch/$USER.",
  variables: "Names of variables.",
  nextflowVersion: "Such as 24.10.4.",
};
