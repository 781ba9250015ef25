import { Button } from "@mantine/core";
import type { CheckStep, ClusterDiscovery } from "@postern/contracts";
import { IconRefresh, IconX } from "@tabler/icons-react";
import { formatDuration } from "../../../format/duration.ts";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { checkLook } from "../../../ui/state-looks.ts";
import { StateMark } from "../../../ui/StateMark.tsx";
import { AgentChoice } from "./AgentChoice.tsx";
import { StepMore } from "../check/StepMore.tsx";
import { writeHost } from "./cluster-address.ts";
import { KeyHelp } from "./KeyHelp.tsx";
import type { ClusterWay } from "./proposed-values.ts";
import { TrustHost } from "./TrustHost.tsx";
import type { Wizard } from "./use-wizard.ts";
import "../ComputeEnvPage.css";

/** How the look goes, step by step, and what somebody has to do before it goes on. */
export function DiscoveryPart({ wizard }: { readonly wizard: Wizard }) {
  const { error, found, hasBegun, isRunning, isStopped, result, way } = wizard;
  if (way === undefined) return undefined;
  if (!hasBegun) return <KeyHelp wizard={wizard} />;
  return (
    <section aria-labelledby="look-heading">
      <div className="check-head">
        <h2 id="look-heading">{titleOf(wizard, way)}</h2>
        <LookActs wizard={wizard} />
      </div>
      <div role="status">{isStopped ? <p className="sentence">Stopped. Nothing was changed on the cluster.</p> : undefined}</div>
      {error === undefined ? undefined : <ErrorNote title="The look did not come to its end." error={error} />}
      {result === undefined ? <Steps found={found} isOver={!isRunning} /> : <FoldedSteps found={result.found} />}
      {isRunning || found === undefined ? undefined : <Next wizard={wizard} found={found} />}
    </section>
  );
}

function LookActs({ wizard }: { readonly wizard: Wizard }) {
  return (
    <span className="check-acts">
      <Button variant="subtle" onClick={wizard.leave}>
        Another cluster
      </Button>
      {wizard.isRunning ? (
        <Button variant="default" leftSection={<IconX size={15} />} onClick={wizard.stop}>
          Stop
        </Button>
      ) : (
        <Button variant="default" leftSection={<IconRefresh size={15} />} onClick={() => wizard.again()}>
          Look again
        </Button>
      )}
    </span>
  );
}

/** In the way of the form, unless there is something to read. */
function FoldedSteps({ found }: { readonly found: ClusterDiscovery }) {
  return (
    <details className="wizard-steps" open={found.steps.some(isNotable)}>
      <summary>{wordsOf(found)}</summary>
      <Steps found={found} isOver />
    </details>
  );
}

/** What somebody can do where the look has ended early. */
function Next({ wizard, found }: { readonly wizard: Wizard; readonly found: ClusterDiscovery }) {
  const { hostKey, needsKey, steps } = found;
  if (hostKey !== null) return <TrustHost offered={hostKey} onTrust={wizard.trust} />;
  // Below the address that was looked at: an agent connects out, so nothing has to reach its cluster.
  const isUnreached = steps.some(({ key, status }) => (key === "name" || key === "port") && status === "failed");
  if (isUnreached && wizard.way?.address !== undefined) return <AgentChoice wizard={wizard} />;
  const isRefused = steps.some(({ key, status }) => key === "signIn" && status === "failed");
  return needsKey || isRefused ? <KeyHelp wizard={wizard} /> : undefined;
}

function titleOf({ isRunning, result }: Wizard, { address, identity }: ClusterWay): string {
  const where = identity?.name ?? (address === undefined ? "the cluster of the agent" : writeHost(address));
  if (isRunning) return `Looking at ${where} …`;
  return `${result === undefined ? "What was found" : "Found"} at ${where}`;
}

const isNotable = ({ status }: CheckStep): boolean => status === "failed" || status === "warning";

function wordsOf({ steps }: ClusterDiscovery): string {
  const passed = steps.filter(({ status }) => status === "passed").length;
  return `${String(passed)} of ${String(steps.length)} steps as they should be`;
}

interface StepsProps {
  readonly found: ClusterDiscovery | undefined;
  readonly isOver: boolean;
}

/** What was not tried in the end is not named: it would stand between the step that failed and what can be done about it. */
function Steps({ found, isOver }: StepsProps) {
  if (found === undefined) return undefined;
  const steps = isOver ? found.steps.filter(({ status }) => status !== "skipped") : found.steps;
  return (
    <ol className="check-steps" aria-label="Steps of the look">
      {steps.map((step) => (
        <Step key={step.key} step={step} isAwaited={isAwaited(found, step)} />
      ))}
    </ol>
  );
}

/** Nothing is wrong: it is somebody's turn, and what they can do stands below. */
const isAwaited = ({ hostKey, needsKey }: ClusterDiscovery, { key }: CheckStep): boolean =>
  (hostKey !== null && key === "hostKey") || (needsKey && key === "signIn");

const awaited = { shape: "question", tone: "unknown", word: "Waits for you" } as const;

function Step({ step, isAwaited: isYours }: { readonly step: CheckStep; readonly isAwaited: boolean }) {
  const { name, status, summary, durationMs } = step;
  const look = isYours ? awaited : checkLook(status);
  return (
    <li className="check-step">
      <StateMark look={look} isShapeOnly />
      <span className="check-step-name">{name}</span>
      <span className="check-step-summary">{summary ?? ""}</span>
      <span className="check-step-time">{durationMs === null ? "" : formatDuration(durationMs)}</span>
      {isYours ? undefined : <StepMore step={step} />}
    </li>
  );
}
