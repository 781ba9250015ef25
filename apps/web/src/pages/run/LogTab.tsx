import { Button, Switch } from "@mantine/core";
import { isTerminal } from "@postern/domain";
import type { RunStatus } from "@postern/domain";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { downloadPath, queries } from "../../api/queries.ts";
import { stripTerminalCodes } from "../../format/strip-terminal-codes.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Waiting } from "../../ui/Waiting.tsx";
import { LogView } from "./LogView.tsx";

/** While a run goes on the page also asks by itself; events tell of new lines sooner. */
const askEveryMs = 5000;

export interface LogTabProps {
  readonly runId: string;
  readonly status: RunStatus;
}

/** The console of Nextflow. */
export function LogTab({ runId, status }: LogTabProps) {
  const [isFollowing, setFollowing] = useState(!isTerminal(status));
  const answer = useQuery({ ...queries.runLog(runId), refetchInterval: isTerminal(status) ? false : askEveryMs });
  const log = answer.data?.log;
  const lines = useMemo(() => (log?.entries ?? []).map(stripTerminalCodes), [log?.entries]);
  const text = useMemo(() => lines.join("\n"), [lines]);
  return (
    <>
      <div className="tab-bar">
        <Switch label="Follow" checked={isFollowing} onChange={(event) => setFollowing(event.currentTarget.checked)} />
        <span className="quiet">{lines.length.toLocaleString()} lines</span>
        <span className="tab-bar-space" />
        <CopyButton text={text} what="the log" isWide />
        {downloadsOf(runId, log?.downloads).map(({ fileName, words }) => (
          <Button
            key={fileName}
            variant="default"
            component="a"
            href={downloadPath(runId, fileName)}
            download={fileName}
            leftSection={<IconDownload size={15} />}
          >
            {words}
          </Button>
        ))}
      </div>
      {answer.isPending ? <Waiting rows={10} /> : undefined}
      {answer.isError ? (
        <ErrorNote title="The log could not be read." error={answer.error} onRetry={() => void answer.refetch()} />
      ) : undefined}
      {log?.truncated === true ? <p className="sentence">Only the end is shown. Download the log to read all of it.</p> : undefined}
      {log?.message === null || log?.message === undefined ? undefined : <p className="sentence">{log.message}</p>}
      {answer.isSuccess && lines.length === 0 ? (
        <p className="sentence">
          {isTerminal(status) ? "This run wrote nothing." : "Nothing yet. Lines show up here once Nextflow writes them."}
        </p>
      ) : undefined}
      {lines.length > 0 ? <LogView lines={lines} isFollowing={isFollowing} onFollowing={setFollowing} /> : undefined}
    </>
  );
}

interface Download {
  readonly fileName: string;
  readonly words: string;
}

type LogDownloads = readonly { readonly fileName: string; readonly displayText: string }[];

/** What the server offers; the console and the log of Nextflow when it names nothing. */
function downloadsOf(runId: string, offered: LogDownloads | undefined): readonly Download[] {
  if (offered !== undefined && offered.length > 0) return offered.map((one) => ({ fileName: one.fileName, words: one.displayText }));
  return [
    { fileName: `nf-${runId}.txt`, words: "Console" },
    { fileName: `nf-${runId}.log`, words: "Nextflow log" },
  ];
}
