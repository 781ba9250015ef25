import type { Workflow } from "@postern/contracts";
import { CopyButton } from "../../ui/CopyButton.tsx";

/** What the run was made with: parameters, resolved config, the command. */
export function ConfigurationTab({ workflow }: { readonly workflow: Workflow }) {
  const params = workflow.params === null ? "" : JSON.stringify(workflow.params, undefined, 2);
  return (
    <div className="configuration">
      <Part title="Parameters" text={params === "{}" ? "" : params} otherwise="No parameters." />
      <Part title="Command line" text={workflow.commandLine} otherwise="Known once Nextflow has started." />
      <Part title="Config files" text={(workflow.configFiles ?? []).join("\n")} otherwise="None named." />
      <Part title="Resolved config" text={workflow.configText ?? ""} otherwise="Known once Nextflow has started." />
    </div>
  );
}

interface PartProps {
  readonly title: string;
  readonly text: string;
  readonly otherwise: string;
}

function Part({ title, text, otherwise }: PartProps) {
  return (
    <section aria-label={title}>
      <div className="configuration-head">
        <h2>{title}</h2>
        {text === "" ? undefined : <CopyButton text={text} what={title.toLowerCase()} />}
      </div>
      {text === "" ? (
        <p className="sentence">{otherwise}</p>
      ) : (
        <pre className="text-block" tabIndex={0} role="region" aria-label={`${title}, text`}>
          {text}
        </pre>
      )}
    </section>
  );
}
