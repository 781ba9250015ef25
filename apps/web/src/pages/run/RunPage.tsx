import { Tabs } from "@mantine/core";
import type { DescribeWorkflowResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useAddress } from "../../hooks/use-address.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { usePathMember } from "../../hooks/use-path-member.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { Waiting } from "../../ui/Waiting.tsx";
import { ConfigurationTab } from "./ConfigurationTab.tsx";
import { InfoTab } from "./InfoTab.tsx";
import { LogTab } from "./LogTab.tsx";
import { ProcessBars } from "./ProcessBars.tsx";
import { RunHeader } from "./RunHeader.tsx";
import { RunMessages } from "./RunMessages.tsx";
import { TasksTab } from "./TasksTab.tsx";
import "./RunPage.css";

const tabs = ["tasks", "log", "configuration", "info"] as const;
type Tab = (typeof tabs)[number];

/** One run: why did it fail, why is it slow, how far is it? */
export function RunPage() {
  const scope = useScope();
  const runId = usePathMember("runId");
  const run = useQuery(queries.run(scope, runId));
  usePageTitle(run.data?.workflow.runName, "Runs");
  if (run.isPending) return <Waiting rows={12} />;
  if (run.data === undefined) return <ErrorNote title="The run could not be read." error={run.error} onRetry={() => void run.refetch()} />;
  return (
    <>
      {run.isError ? <ErrorNote title="The run could not be refreshed; this is the last known state." error={run.error} /> : undefined}
      <RunDetail run={run.data} />
    </>
  );
}

function RunDetail({ run }: { readonly run: DescribeWorkflowResponse }) {
  const scope = useScope();
  const { address, change } = useAddress();
  const asked = address["tab"];
  const tab: Tab = tabs.find((one) => one === asked) ?? "tasks";
  const progress = useQuery({ ...queries.progress(scope, run.workflow.id), initialData: { progress: run.progress } });
  return (
    <>
      <RunHeader run={run} progress={progress.data.progress} />
      <RunMessages run={run} />
      <ProcessBars
        progress={progress.data.progress}
        status={run.workflow.status}
        onProcess={(process) => change({ tab: "", search: process, page: "", task: "" }, true)}
      />
      <Tabs value={tab} onChange={(next) => change({ tab: next === "tasks" ? "" : (next ?? ""), task: "" }, true)} keepMounted={false}>
        <Tabs.List className="run-tabs">
          <Tabs.Tab value="tasks">Tasks</Tabs.Tab>
          <Tabs.Tab value="log">Log</Tabs.Tab>
          <Tabs.Tab value="configuration">Configuration</Tabs.Tab>
          <Tabs.Tab value="info">Info</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="tasks">
          <TasksTab runId={run.workflow.id} status={run.workflow.status} />
        </Tabs.Panel>
        <Tabs.Panel value="log">
          <LogTab runId={run.workflow.id} status={run.workflow.status} />
        </Tabs.Panel>
        <Tabs.Panel value="configuration">
          <ConfigurationTab workflow={run.workflow} />
        </Tabs.Panel>
        <Tabs.Panel value="info">
          <InfoTab run={run} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
