import { Button, Switch } from "@mantine/core";
import { isTerminal } from "@postern/domain";
import type { RunStatus } from "@postern/domain";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { queries } from "../../api/queries.ts";
import { downloadPath } from "../../api/workspace-queries.ts";
import { stripTerminalCodes } from "../../format/strip-terminal-codes.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { Answer } from "../../ui/Answer.tsx";
import type { WorkflowLogResponse } from "@postern/contracts";
import { LogView } from "./LogView.tsx";

/** While a run goes on the page also asks by itself; events tell of new lines sooner. */
const askEveryMs = 5000;
/** How often an ended run without a log is asked for it. */
const timesAfterEnd = 12;

export interface LogTabProps {
  readonly runId: string;
  readonly status: RunStatus;
}

/** The console of Nextflow. */
export function LogTab({ runId, status }: LogTabProps) {
  const scope = useScope();
  const answer = useQuery({
    ...queries.runLog(scope, runId),
    refetchInterval: ({ state }) => (isSettled(status, state.data?.log, state.dataUpdateCount) ? false : askEveryMs),
  });
  return (
    <Answer to={answer} failure="The log could not be read." rows={10}>
      {({ log }) => <Log log={log} runId={runId} hasEnded={isTerminal(status)} />}
    </Answer>
  );
}

/** Nothing more will come. The last lines of a run are read from the cluster a moment after its end. */
function isSettled(status: RunStatus, log: WorkflowLogResponse["log"] | undefined, askedTimes: number): boolean {
  if (!isTerminal(status)) return false;
  const hasAll = log !== undefined && log.entries.length > 0 && !log.pending;
  return hasAll || askedTimes > timesAfterEnd;
}

interface LogProps {
  readonly log: WorkflowLogResponse["log"];
  readonly runId: string;
  readonly hasEnded: boolean;
}

function Log({ log, runId, hasEnded }: LogProps) {
  const scope = useScope();
  const [isFollowing, setFollowing] = useState(!hasEnded);
  const lines = useMemo(() => log.entries.map(stripTerminalCodes), [log.entries]);
  const text = useMemo(() => lines.join("\n"), [lines]);
  return (
    <>
      <div className="tab-bar">
        <Switch label="Follow" checked={isFollowing} onChange={(event) => setFollowing(event.currentTarget.checked)} />
        <span className="quiet">{lines.length.toLocaleString()} lines</span>
        <span className="tab-bar-space" />
        {lines.length > 0 ? <CopyButton text={text} what="the log" isWide /> : undefined}
        {downloadsOf(runId, log).map(({ fileName, words }) => (
          <Button
            key={fileName}
            variant="default"
            component="a"
            href={downloadPath(scope, runId, fileName)}
            download={fileName}
            leftSection={<IconDownload size={15} />}
          >
            {words}
          </Button>
        ))}
      </div>
      {log.truncated ? <p className="sentence">Only the end is shown. Download the log to read all of it.</p> : undefined}
      {log.message === null ? undefined : <p className="sentence">{log.message}</p>}
      {lines.length > 0 ? <LogView lines={lines} isFollowing={isFollowing} onFollowing={setFollowing} /> : undefined}
      {lines.length === 0 && log.message === null ? (
        <p className="sentence">{hasEnded ? "This run wrote nothing." : "Nothing yet. Lines show up here once Nextflow writes them."}</p>
      ) : undefined}
    </>
  );
}

interface Download {
  readonly fileName: string;
  readonly words: string;
}

/** What the server offers; the console and the log of Nextflow when it names nothing but has lines. */
function downloadsOf(runId: string, { downloads, entries }: WorkflowLogResponse["log"]): readonly Download[] {
  if (downloads.length > 0) return downloads.map((one) => ({ fileName: one.fileName, words: one.displayText }));
  if (entries.length === 0) return [];
  return [
    { fileName: `nf-${runId}.txt`, words: "Console" },
    { fileName: `nf-${runId}.log`, words: "Nextflow log" },
  ];
}
