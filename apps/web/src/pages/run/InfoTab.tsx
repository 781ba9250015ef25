import type { DescribeWorkflowResponse, Workflow } from "@postern/contracts";
import { formatExactTime, momentOf } from "../../format/relative-time.ts";
import { MonoText } from "../../ui/MonoText.tsx";
import { SettingsList } from "../../ui/SettingsList.tsx";
import { askedWords, headJobWords } from "./run-words.ts";

/** Everything that has a name and one value. */
export function InfoTab({ run }: { readonly run: DescribeWorkflowResponse }) {
  const { workflow } = run;
  const lines = [
    { name: "Run id", value: mono(workflow.id, "the run id") },
    { name: "Session", value: mono(workflow.sessionId, "the session") },
    { name: "Head job", value: headJobWords(run) },
    { name: "Asked for", value: askedWords(run.jobInfo?.resources ?? null) },
    { name: "Submitted", value: exact(workflow.submit) },
    { name: "Started", value: exact(workflow.start) },
    { name: "Ended", value: exact(workflow.complete) },
    { name: "Exit status", value: workflow.exitStatus },
    { name: "Repository", value: workflow.repository },
    { name: "Revision", value: workflow.revision },
    { name: "Commit", value: mono(workflow.commitId, "the commit") },
    { name: "Profile", value: workflow.profile },
    { name: "Resumed", value: workflow.resume ? "yes" : null },
    { name: "Work directory", value: mono(workflow.workDir, "the work directory") },
    { name: "Launch directory", value: mono(workflow.launchDir, "the launch directory") },
    { name: "Project directory", value: mono(workflow.projectDir, "the project directory") },
    { name: "Container engine", value: workflow.containerEngine },
    { name: "Nextflow", value: versionOf(workflow.nextflow) },
  ];
  return (
    <div className="info-list">
      <SettingsList lines={lines} />
    </div>
  );
}

function mono(text: string | null, what: string) {
  return text === null || text === "" ? null : <MonoText text={text} what={what} maxLength={72} />;
}

function exact(at: string | null): string | null {
  const atMs = momentOf(at);
  return atMs === undefined ? null : formatExactTime(atMs);
}

function versionOf(nextflow: Workflow["nextflow"]): string | null {
  const version = nextflow?.["version"];
  return typeof version === "string" ? version : null;
}
