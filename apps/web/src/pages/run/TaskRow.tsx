import type { Task } from "@postern/contracts";
import { UnstyledButton } from "@mantine/core";
import { hasDuration } from "../../format/has-duration.ts";
import { Duration } from "../../ui/Duration.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { taskLook } from "../../ui/state-looks.ts";
import { StateMark } from "../../ui/StateMark.tsx";
import { exitOf, peakMemoryWords, percentWords, shortTaskName } from "./task-words.ts";

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
          {shortTaskName(task.name ?? task.process ?? "–")}
        </UnstyledButton>
      </td>
      <td className="mono not-on-phone">{orDash(task.hash)}</td>
      <td data-numeric className="not-on-phone">
        {orDash(task.attempt)}
      </td>
      <td data-numeric className="not-on-phone">
        {orDash(exitOf(task))}
      </td>
      <td className="not-on-phone">
        <RelativeTime at={task.submit} />
      </td>
      <td data-numeric>
        <TaskDuration task={task} />
      </td>
      <td data-numeric className="not-on-phone">
        {percentWords(task.pcpu)}
      </td>
      <td data-numeric className="not-on-phone">
        {orDash(peakMemoryWords(task.peakRss))}
      </td>
    </tr>
  );
}

function TaskDuration({ task }: { readonly task: Task }) {
  return hasDuration(task) ? <Duration from={task.start} until={task.complete} durationMs={task.duration} /> : "–";
}

const orDash = (value: string | number | null | undefined): string | number => value ?? "–";
