import { UnstyledButton } from "@mantine/core";
import type { Task } from "@postern/contracts";
import type { RunStatus } from "@postern/domain";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { pageOf, useAddress } from "../../hooks/use-address.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { Pager } from "../../ui/Pager.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { TaskPanel } from "./TaskPanel.tsx";
import { TaskRow } from "./TaskRow.tsx";
import { columnsOfTasks, sortOf } from "./task-columns.ts";
import { noTaskWords } from "./task-words.ts";
import { Answer } from "../../ui/Answer.tsx";
import type { TaskColumn, TaskSort } from "./task-columns.ts";

const pageSize = 25;

export interface TasksTabProps {
  readonly runId: string;
  readonly status: RunStatus;
}

/** The tasks of a run. Search, sort, page and the open task are in the address. */
export function TasksTab({ runId, status }: TasksTabProps) {
  const scope = useScope();
  const { address, change } = useAddress();
  const page = pageOf(address["page"]);
  const search = address["search"] ?? "";
  const sort = sortOf(address);
  const tasks = useQuery(queries.tasks(scope, runId, { max: pageSize, offset: (page - 1) * pageSize, search, ...sort }));
  const openTask = address["task"];
  return (
    <>
      <div className="tab-bar">
        <SearchBox label="Search tasks" value={search} onSearch={(text) => change({ search: text, page: "" })} />
      </div>
      <Answer to={tasks} failure="The tasks could not be read." rows={8}>
        {({ tasks: list, total }) =>
          list.length > 0 ? (
            <>
              <TaskTable
                tasks={list.map((one) => one.task)}
                openTask={openTask}
                sort={sort}
                onSort={(column) => change({ ...nextSort(sort, column), page: "" })}
                onOpen={(task) => change({ task: String(task.taskId) })}
              />
              <Pager page={page} pageSize={pageSize} total={total} onPage={(next) => change({ page: String(next) }, true)} />
            </>
          ) : (
            <p className="sentence">{noTaskWords(search, status)}</p>
          )
        }
      </Answer>
      {openTask === undefined ? undefined : <TaskPanel runId={runId} taskId={openTask} onClose={() => change({ task: "" })} />}
    </>
  );
}

interface TaskTableProps {
  readonly tasks: readonly Task[];
  readonly openTask: string | undefined;
  readonly sort: TaskSort;
  readonly onSort: (column: TaskColumn) => void;
  readonly onOpen: (task: Task) => void;
}

function TaskTable({ tasks, openTask, sort, onSort, onOpen }: TaskTableProps) {
  return (
    <DataTable label="Tasks" className="task-table">
      <thead>
        <tr>
          {columnsOfTasks.map((column) => (
            <th
              key={column.key}
              data-numeric={column.isNumeric ? true : undefined}
              className={column.isOnPhone ? undefined : "not-on-phone"}
              aria-sort={ariaSort(sort, column)}
            >
              <UnstyledButton className="sort-button" onClick={() => onSort(column)}>
                {column.title}
                {sort.sortBy === column.key ? <span aria-hidden>{sort.sortDir === "desc" ? "↓" : "↑"}</span> : undefined}
              </UnstyledButton>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <TaskRow key={task.taskId} task={task} isOpen={openTask === String(task.taskId)} onOpen={() => onOpen(task)} />
        ))}
      </tbody>
    </DataTable>
  );
}

function nextSort(sort: TaskSort, column: TaskColumn): Record<string, string> {
  const isSame = sort.sortBy === column.key;
  return { sortBy: column.key, sortDir: isSame && sort.sortDir === "asc" ? "desc" : "asc" };
}

function ariaSort(sort: TaskSort, column: TaskColumn): "ascending" | "descending" | undefined {
  if (sort.sortBy !== column.key) return undefined;
  return sort.sortDir === "desc" ? "descending" : "ascending";
}
