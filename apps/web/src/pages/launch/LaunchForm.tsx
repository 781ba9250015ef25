import type { ComputeEnvListEntry, Static, SubmitWorkflowLaunchResponse, WorkflowLaunch } from "@postern/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { faultyFields } from "../../api/api-error.ts";
import { post } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { knownOptions } from "../compute-envs/launch-rules/known-options.ts";
import type { KnownOption } from "../compute-envs/launch-rules/known-options.ts";
import { choiceWords } from "./launch-choices.ts";
import { locksOf } from "./locks.ts";
import { fieldWords, launchProblems, launchRequest } from "./launch-form.ts";
import type { LaunchField, LaunchProblems, LaunchValues } from "./launch-form.ts";
import { LaunchChoiceFields } from "./LaunchChoiceFields.tsx";
import { LaunchMoreFields } from "./LaunchMoreFields.tsx";
import { LaunchPipelineFields } from "./LaunchPipelineFields.tsx";
import { LaunchSummary } from "./LaunchSummary.tsx";
import "./LaunchForm.css";

export interface LaunchFormProps {
  readonly environments: readonly ComputeEnvListEntry[];
  /** The launch that is repeated. */
  readonly from: WorkflowLaunch | undefined;
  readonly initial: LaunchValues;
}

/** One page: fields at the left, what will run where at the right. */
export function LaunchForm({ environments, from, initial }: LaunchFormProps) {
  const { values, set } = useFields(initial);
  const [isTried, setTried] = useState(false);
  const scope = useScope();
  const rules = useQuery({ ...queries.launchRules(scope, values.computeEnvId), enabled: values.computeEnvId !== "" });
  const options = rules.data === undefined ? [] : knownOptions(rules.data);
  const launch = useLaunch(values, from, options);
  const problems = launchProblems(values, options);
  // What is wrong is told at once; what is only missing waits for the first try.
  const now = isTried ? problems : wrongAlready(problems, values);
  const shown = { ...problemsOfServer(launch.error), ...now };
  const parts = { values, problems: shown, onChange: set, locks: locksOf(options, rules.data?.changedBy ?? "") };
  return (
    <form
      className="launch"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (Object.keys(problems).length === 0) launch.mutate({ anyway: false });
      }}
    >
      <div className="launch-fields">
        <LaunchPipelineFields {...parts} environments={environments} />
        {values.computeEnvId === "" ? undefined : (
          <Answer to={rules} failure="What a launch may change here could not be read." rows={2}>
            {(known) => <LaunchChoiceFields {...parts} rules={known} options={options} />}
          </Answer>
        )}
        <LaunchMoreFields {...parts} options={options} canResume={from !== undefined} />
      </div>
      <LaunchSummary
        values={values}
        chosen={choiceWords(values, options)}
        problems={now}
        environment={environments.find((one) => one.id === values.computeEnvId)}
        isBusy={launch.isPending}
        error={launch.error}
        onAnyway={() => launch.mutate({ anyway: true })}
      />
    </form>
  );
}

function useLaunch(values: LaunchValues, from: WorkflowLaunch | undefined, options: readonly KnownOption[]) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: ({ anyway }: { readonly anyway: boolean }) =>
      post<Static<typeof SubmitWorkflowLaunchResponse>>(inWorkspace(scope, `/api/workflow/launch${anyway ? "?anyway=true" : ""}`), {
        launch: launchRequest(values, from, options),
      }),
    onSuccess: async ({ workflowId }) => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.runs(scope) });
      await router.navigate({ to: paths.run(scope, workflowId) });
    },
  });
}

function wrongAlready(problems: LaunchProblems, values: LaunchValues): LaunchProblems {
  const { computeEnvId: _environment, pipeline: _pipeline, ...rest } = problems;
  return values.pipeline === "" ? rest : { ...rest, ...(problems.pipeline === undefined ? {} : { pipeline: problems.pipeline }) };
}

/** Fields that the server blamed. Its sentence, which may be about several of them, stands once: beside the button that was pressed. */
function problemsOfServer(error: Error | null): LaunchProblems {
  if (error === null) return {};
  const blamed = faultyFields(error);
  const fields = (Object.keys(fieldWords) as LaunchField[]).filter((field) => blamed.includes(field));
  return Object.fromEntries(fields.map((field) => [field, "The launch was refused for this; the summary says why."]));
}
