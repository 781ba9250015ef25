import type { ClusterOffer, ComputeEnv, LaunchRulesResponse } from "@postern/contracts";
import type { LaunchOption } from "@postern/domain";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { faultyFields } from "../../../api/api-error.ts";
import { put } from "../../../api/client.ts";
import { inWorkspace } from "../../../api/in-workspace.ts";
import { queries } from "../../../api/queries.ts";
import { queryKeys } from "../../../api/query-keys.ts";
import { useChange } from "../../../hooks/use-change.ts";
import { useDraft } from "../../../hooks/use-draft.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { ChoiceField } from "../../../ui/ChoiceField.tsx";
import type { ChoiceOption } from "../../../ui/ChoiceField.tsx";
import { FormDialog } from "../../../ui/FormDialog.tsx";
import { OutdatedNote } from "../../../ui/OutdatedNote.tsx";
import { isCluster } from "../platforms.ts";
import { knownOptions, optionTitle } from "./known-options.ts";
import { RuleFields } from "./RuleFields.tsx";
import { problemsOfRules, rulesProblems, rulesRequest, rulesValues } from "./rules-form.ts";
import type { RulesValues } from "./rules-form.ts";
import "./LaunchRules.css";

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
  const draft = useDraft(known, rulesValues);
  const { preset, rules } = draft.values;
  const [isTried, setTried] = useState(false);
  const offer = useQuery({ ...queries.offerOfEnvironment(scope, id), enabled: preset === "bounded" && isCluster(environment) });
  const problems = rulesProblems(draft.values);
  const save = useChange({
    act: () =>
      put(inWorkspace(scope, `/api/postern/v1/compute-envs/${encodeURIComponent(id)}/launch-rules`), {
        rules: rulesRequest(draft.values),
        lastUpdated: draft.base.lastUpdated,
      }),
    old: [queryKeys.computeEnv(scope, id)],
    onTaken: draft.onSaved,
    onDone: onClose,
  });
  const faulty = isTried ? (Object.keys(problems) as LaunchOption[]) : [];
  const blamed = save.error === null ? {} : problemsOfRules(faultyFields(save.error), save.error.message);
  return (
    <FormDialog
      title={`What a launch on ${name} may change`}
      verb="Save"
      size="lg"
      isReady={!draft.isOutdated}
      isBusy={save.isPending}
      error={save.error}
      failure="Nothing was changed."
      onSubmit={() => {
        setTried(true);
        if (Object.keys(problems).length === 0) save.mutate();
      }}
      onClose={onClose}
    >
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
          problems={{ ...blamed, ...(isTried ? problems : {}) }}
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
      <OutdatedNote isOutdated={draft.isOutdated} onReload={draft.reload} />
    </FormDialog>
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
