import { Drawer } from "@mantine/core";
import type { Task } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { queries } from "../../api/queries.ts";
import { formatBytes } from "../../format/bytes.ts";
import { formatDuration } from "../../format/duration.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { MonoText } from "../../ui/MonoText.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { SettingsList } from "../../ui/SettingsList.tsx";
import { taskLook } from "../../ui/state-looks.ts";
import { StateMark } from "../../ui/StateMark.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { askedAndUsed, coresWords, exitOf, peakMemoryWords } from "./task-words.ts";

export interface TaskPanelProps {
  readonly runId: string;
  readonly taskId: string;
  readonly onClose: () => void;
}

/** One task beside the list, which keeps its place. */
export function TaskPanel({ runId, taskId, onClose }: TaskPanelProps) {
  const scope = useScope();
  const answer = useQuery(queries.task(scope, runId, taskId));
  const task = answer.data?.task;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={520}
      withOverlay={false}
      lockScroll={false}
      trapFocus={false}
      title={task?.name ?? `Task ${taskId}`}
      classNames={{ content: "task-panel-frame" }}
    >
      <Answer to={answer} failure="The task could not be read." rows={8}>
        {({ task: known }) => <TaskDetail task={known} />}
      </Answer>
    </Drawer>
  );
}

function TaskDetail({ task }: { readonly task: Task }) {
  return (
    <div className="task-panel">
      <StateMark look={taskLook(task.status)} />
      <SettingsList lines={aboutLines(task)} />
      <h3>Asked for and used</h3>
      <SettingsList lines={resourceLines(task)} />
      <h3 className="configuration-head">
        Command
        {task.script === null ? undefined : <CopyButton text={task.script} what="the command" />}
      </h3>
      {task.script === null ? <p className="sentence">Not told by Nextflow.</p> : <Block text={unindented(task.script)} label="Command" />}
    </div>
  );
}

function Block({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <pre className="text-block" tabIndex={0} role="region" aria-label={label}>
      {text}
    </pre>
  );
}

const aboutLines = (task: Task): readonly { readonly name: string; readonly value: ReactNode }[] => [
  { name: "Process", value: task.process },
  { name: "Tag", value: task.tag },
  { name: "Exit", value: exitOf(task) ?? null },
  { name: "Attempt", value: task.attempt },
  { name: "On error", value: task.errorAction },
  { name: "Submitted", value: <RelativeTime at={task.submit} /> },
  { name: "Work folder", value: task.workdir === null ? null : <MonoText text={task.workdir} what="the work folder" maxLength={40} /> },
  { name: "Hash", value: task.hash },
  { name: "Container", value: task.container },
  { name: "Executor", value: task.executor },
  { name: "Queue", value: task.queue },
  { name: "Job id", value: task.nativeId },
];

/** Asked against used, side by side: what a person changes the pipeline for. */
const resourceLines = (task: Task): readonly { readonly name: string; readonly value: ReactNode }[] => [
  { name: "CPUs", value: askedAndUsed({ asked: task.cpus === null ? null : String(task.cpus), used: coresWords(task.pcpu) }) },
  { name: "Memory", value: askedAndUsed({ asked: bytes(task.memory), used: peakMemoryWords(task.peakRss), isPeak: true }) },
  { name: "Time", value: askedAndUsed({ asked: duration(task.time), used: duration(task.realtime) }) },
  { name: "Disk", value: askedAndUsed({ asked: bytes(task.disk), used: null }) },
  { name: "Read", value: bytes(task.rchar) },
  { name: "Written", value: bytes(task.wchar) },
];

const bytes = (sizeBytes: number | null): string | null => (sizeBytes === null ? null : formatBytes(sizeBytes));
const duration = (durationMs: number | null): string | null => (durationMs === null ? null : formatDuration(durationMs));

/** Scripts come with the indent of the pipeline's source. */
function unindented(script: string): string {
  const lines = script
    .replace(/^\s*\n/, "")
    .trimEnd()
    .split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents);
  return lines.map((line) => line.slice(Number.isFinite(shared) ? shared : 0)).join("\n");
}
