import type { ClusterOffer, ComputeEnv, LaunchRulesResponse } from "@postern/contracts";
import type { LaunchOption } from "@postern/domain";
import { useQuery } from "@tanstack/react-query";
import { faultyFields } from "../../../api/api-error.ts";
import { queries } from "../../../api/queries.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { ChoiceField } from "../../../ui/ChoiceField.tsx";
import type { ChoiceOption } from "../../../ui/ChoiceField.tsx";
import { isCluster } from "../platforms.ts";
import { knownOptions, optionTitle } from "./known-options.ts";
import { RuleFields } from "./RuleFields.tsx";
import { problemsOfRules, rulesProblems, rulesRequest, rulesValues } from "./rules-form.ts";
import type { RulesValues } from "./rules-form.ts";
import "./LaunchRules.css";
import { PartDialog } from "../PartDialog.tsx";
import { usePartChange } from "../use-part-change.ts";

export interface LaunchRulesDialogProps {
  readonly environment: ComputeEnv;
  readonly known: LaunchRulesResponse;
  readonly onClose: () => void;
}

type Preset = RulesValues["preset"];

const presetsOf = ({ rules }: LaunchRulesResponse): readonly ChoiceOption<Preset>[] => [
  {
    value: "open",
    label: rules === null ? "Everything as now" : "No rules",
    description:
      "As launches of all clients always could: own work directory, scripts, Nextflow config and version of Nextflow. Queue, account, time and the rest are those of the environment.",
  },
  {
    value: "bounded",
    label: "Only within these bounds",
    description: "What is not allowed here is as the environment says. What the environment says itself needs no rule.",
  },
];

export function LaunchRulesDialog({ environment, known, onClose }: LaunchRulesDialogProps) {
  const scope = useScope();
  const { id, name } = environment;
  const change = usePartChange({
    ...{ environment, known, onClose, part: "launch-rules", valuesOf: rulesValues, problemsOf: rulesProblems },
    requestOf: (values) => ({ rules: rulesRequest(values) }),
  });
  const { draft, error } = change;
  const { preset, rules } = draft.values;
  const offer = useQuery({ ...queries.offerOfEnvironment(scope, id), enabled: preset === "bounded" && isCluster(environment) });
  const faulty = Object.keys(change.problems ?? {}) as LaunchOption[];
  const blamed = error === null ? {} : problemsOfRules(faultyFields(error), error.message);
  return (
    <PartDialog title={`What a launch on ${name} may change`} change={change} size="lg">
      <ChoiceField
        legend="How much a launch may change"
        name="launch-rules-preset"
        options={presetsOf(draft.base)}
        value={preset}
        onChange={(value) => draft.set({ preset: value })}
      />
      {preset === "open" ? undefined : (
        <RuleFields
          options={knownOptions(draft.base).map(({ option }) => option)}
          rules={rules}
          problems={{ ...blamed, ...change.problems }}
          hints={hintsOf(offer.data)}
          onChange={(option, rule) => draft.set({ rules: { ...rules, [option]: rule } })}
        />
      )}
      <p className="sentence">
        For every launch whose job is submitted from now on, also one that waits. Jobs in the queue stay as they are.
      </p>
      {faulty.length === 0 ? undefined : (
        <p className="field-problem" role="status">
          Look again at {faulty.map(optionTitle).join(", ")}.
        </p>
      )}
    </PartDialog>
  );
}

/** What the cluster has of an option, to choose from. */
function hintsOf(offer: ClusterOffer | undefined): Partial<Record<LaunchOption, string>> {
  const queues = (offer?.queues ?? []).map(({ name }) => name);
  const accounts = (offer?.accounts ?? []).map(({ name }) => name);
  const qualities = new Set((offer?.accounts ?? []).flatMap((account) => account.qualities));
  const entries = [
    ["queue", queues],
    ["account", accounts],
    ["qos", [...qualities]],
  ] as const;
  return Object.fromEntries(entries.filter(([, names]) => names.length > 0).map(([option, names]) => [option, shortList(names)]));
}

const shortList = (names: readonly string[]): string =>
  `The cluster has ${names.slice(0, 10).join(", ")}${names.length > 10 ? ", …" : ""}.`;
