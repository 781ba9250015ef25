import type { Task } from "@postern/contracts";
import { isTaskEnded } from "@postern/domain";
import { UnstyledButton } from "@mantine/core";
import { formatBytes } from "../../format/bytes.ts";
import { Duration } from "../../ui/Duration.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { taskLook } from "../../ui/state-looks.ts";
import { StateMark } from "../../ui/StateMark.tsx";
import { exitOf, percentWords } from "./task-words.ts";

export interface TaskRowProps {
  readonly task: Task;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

export function TaskRow({ task, isOpen, onOpen }: TaskRowProps) {
  return (
    <tr data-chosen={isOpen ? true : undefined} onClick={onOpen}>
      <td data-numeric className="not-on-phone">
        {task.taskId}
      </td>
      <td>
        <StateMark look={taskLook(task.status)} />
      </td>
      <td>
        <UnstyledButton className="task-name mono" title={task.name ?? undefined} aria-expanded={isOpen} onClick={onOpen}>
          {task.name ?? task.process ?? "–"}
        </UnstyledButton>
      </td>
      <td className="mono not-on-phone">{task.hash ?? "–"}</td>
      <td data-numeric className="not-on-phone">
        {task.attempt ?? "–"}
      </td>
      <td data-numeric className="not-on-phone">
        {exitOf(task) ?? "–"}
      </td>
      <td className="not-on-phone">
        <RelativeTime at={task.submit} />
      </td>
      <td data-numeric>
        {isTaskEnded(task.status) || task.start !== null ? (
          <Duration from={task.start ?? task.submit} until={task.complete} durationMs={task.duration} />
        ) : (
          "–"
        )}
      </td>
      <td data-numeric className="not-on-phone">
        {percentWords(task.pcpu)}
      </td>
      <td data-numeric className="not-on-phone">
        {task.peakRss === null ? "–" : formatBytes(task.peakRss)}
      </td>
    </tr>
  );
}
