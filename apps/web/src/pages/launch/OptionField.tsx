import { NativeSelect, TextInput } from "@mantine/core";
import { launchOptionRow } from "@postern/domain";
import { boundWords, rangeWords } from "../compute-envs/launch-rules/bound-words.ts";
import { optionTitle } from "../compute-envs/launch-rules/known-options.ts";
import type { KnownOption } from "../compute-envs/launch-rules/known-options.ts";
import { ownWords } from "./launch-choices.ts";

export interface OptionFieldProps {
  readonly known: KnownOption;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}

/** One option of a launch: a list where there is one, else a text, with its bounds as help. */
export function OptionField({ known, value, problem, onChange }: OptionFieldProps) {
  const { bound, option } = known;
  const words = ownWords(known);
  if (bound.allow === "within" && bound.values !== undefined) {
    const asIs = words === "" ? "As the environment says" : `${words}, as the environment says`;
    const others = bound.values.filter((name) => name !== known.own);
    // What was chosen before stays in sight, also when it is on no list any more.
    const stray = value === "" || others.includes(value) ? [] : [value];
    return (
      <NativeSelect
        label={optionTitle(option)}
        data={[{ value: "", label: asIs }, ...others, ...stray]}
        value={value}
        error={problem}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      label={optionTitle(option)}
      description={helpOf(known, words)}
      placeholder={words}
      autoComplete="off"
      spellCheck={false}
      value={value}
      error={problem}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const examples = { seconds: "Such as 36 h.", megabytes: "Such as 4 GB." };

function helpOf({ bound, option }: KnownOption, own: string): string {
  const { unit } = launchOptionRow(option);
  if (option === "headJobOptions") return "In the scheduler's own words, behind those of the environment.";
  const limits = bound.allow === "within" ? `${sentence(rangeWords(option, bound) || boundWords(option, bound))} ` : "";
  const example = unit === undefined || limits !== "" ? "" : `${examples[unit]} `;
  return `${limits}${example}Empty: ${own === "" ? "the site's choice" : `${own}, as the environment says`}.`;
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
