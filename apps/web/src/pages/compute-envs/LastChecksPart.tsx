import type { CheckScheduleResponse } from "@postern/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { formatDuration } from "../../format/duration.ts";
import { momentOf } from "../../format/relative-time.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useNow } from "../../hooks/use-now.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { StateMark } from "../../ui/StateMark.tsx";
import { nextWords, outcomeLook, reasonWords, scheduleWords } from "./check-words.ts";
import "./LastChecksPart.css";

/** Without being asked for more. */
const shown = 4;

/** When an environment is checked by itself, and what its last checks came to. */
export function LastChecksPart({ computeEnvId }: { readonly computeEnvId: string }) {
  const schedule = useQuery(queries.checkSchedule(useScope(), computeEnvId));
  return (
    <section className="page-part" aria-labelledby="last-checks">
      <Answer to={schedule} failure="The last checks could not be read." rows={3}>
        {(known) => <LastChecks computeEnvId={computeEnvId} known={known} />}
      </Answer>
    </section>
  );
}

function LastChecks({ computeEnvId, known }: { readonly computeEnvId: string; readonly known: CheckScheduleResponse }) {
  const scope = useScope();
  const queryClient = useQueryClient();
  const path = `/api/postern/v1/compute-envs/${encodeURIComponent(computeEnvId)}/check-schedule`;
  const change = useMutation({
    mutationFn: () => call("PUT", inWorkspace(scope, path), { body: { isOn: !known.isOn } }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.computeEnv(scope, computeEnvId) }),
  });
  const mayEdit = useMay("compute_environment:write");
  const nowMs = useNow(30_000);
  const nextAt = momentOf(known.nextAt);
  const canSwitch = known.everyHours !== null && !known.isManaged;
  return (
    <>
      <div className="page-part-head">
        <h2 id="last-checks">Last checks</h2>
        {canSwitch ? (
          <GuardedButton verdict={mayEdit} variant="default" size="compact-sm" loading={change.isPending} onClick={() => change.mutate()}>
            {known.isOn ? "Take off the schedule" : "Put on the schedule"}
          </GuardedButton>
        ) : undefined}
      </div>
      <p className="sentence">
        {scheduleWords(known)} {nextAt === undefined ? "" : nextWords(nextAt, nowMs)}
      </p>
      {change.error === null ? undefined : <ErrorNote error={change.error} />}
      {known.checks.length === 0 ? (
        <p className="sentence">None has ended yet.</p>
      ) : (
        <>
          <Checks checks={known.checks.slice(0, shown)} label="Last checks, the newest first" />
          {known.checks.length > shown ? (
            <details className="older-checks">
              <summary>{known.checks.length - shown} older</summary>
              <Checks checks={known.checks.slice(shown)} label="Older checks" />
            </details>
          ) : undefined}
        </>
      )}
    </>
  );
}

function Checks({ checks, label }: { readonly checks: CheckScheduleResponse["checks"]; readonly label: string }) {
  return (
    <ol className="marked-lines last-checks" aria-label={label}>
      {checks.map((check) => (
        <Check key={`${check.at} ${check.reason}`} check={check} />
      ))}
    </ol>
  );
}

function Check({ check }: { readonly check: CheckScheduleResponse["checks"][number] }) {
  const look = outcomeLook(check.outcome);
  const trouble = [check.step, check.summary].filter((text) => text !== null).join(": ");
  return (
    <li>
      <StateMark look={look} isShapeOnly />
      <span className="last-check-when">
        <RelativeTime at={check.at} />, {reasonWords(check.reason)}
      </span>
      <span className="last-check-what" title={trouble === "" ? undefined : trouble}>
        {trouble === "" ? look.word : trouble}
      </span>
      <span className="last-check-time">{formatDuration(check.durationMs)}</span>
    </li>
  );
}
