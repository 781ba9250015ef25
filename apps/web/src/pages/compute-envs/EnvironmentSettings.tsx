import type { ComputeConfigAnswer, ComputeEnv } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { MonoText } from "../../ui/MonoText.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { hopName } from "./host-key-words.ts";
import { SettingsList } from "../../ui/SettingsList.tsx";

/** What was set, without what was left empty. */
export function EnvironmentSettings({ environment }: { readonly environment: ComputeEnv }) {
  const scope = useScope();
  const credentials = useQuery(queries.credentials(scope));
  const credential = credentials.data?.credentials.find((one) => one.id === environment.credentialsId);
  const lines = [
    { name: "Description", value: environment.description },
    {
      name: "Credential",
      value:
        credential === undefined ? environment.credentialsId : <Link to={paths.credential(scope, credential.id)}>{credential.name}</Link>,
    },
    {
      name: "Managed identity",
      value: environment.managedIdentityId === null ? null : <ManagedIdentityLink id={environment.managedIdentityId} />,
    },
    ...configLines(environment.config),
    { name: "Made", value: <RelativeTime at={environment.dateCreated} /> },
    { name: "Last used", value: <RelativeTime at={environment.lastUsed} otherwise="never" /> },
    { name: "Id", value: <MonoText text={environment.id} what="the id" /> },
  ];
  return (
    <section aria-labelledby="settings-heading">
      <h2 id="settings-heading">Settings</h2>
      <SettingsList lines={lines} />
    </section>
  );
}

/** Where each person puts their own key for it. */
function ManagedIdentityLink({ id }: { readonly id: string }) {
  const scope = useScope();
  const orgId = scope.kind === "workspace" ? scope.orgId : 0;
  const { data } = useQuery({ ...queries.managedIdentities(orgId), enabled: orgId !== 0 });
  if (scope.kind !== "workspace") return undefined;
  const name = data?.managedIdentities.find((one) => one.id === id)?.name ?? id;
  return <Link to={paths.managedIdentities(scope.orgName)}>{name}</Link>;
}

function configLines(config: ComputeConfigAnswer): readonly { readonly name: string; readonly value: ReactNode }[] {
  const { hostName, userName } = config;
  const host = hostName === null ? null : hopName({ host: hostName, port: config.port ?? 22 });
  return [
    { name: "Login node", value: host === null ? null : <MonoText text={host} what="the login node" /> },
    { name: "User name", value: userName },
    { name: "Work directory", value: <MonoText text={config.workDir} what="the work directory" /> },
    { name: "Launch directory", value: config.launchDir },
    { name: "Head queue", value: config.headQueue },
    { name: "Compute queue", value: config.computeQueue },
    { name: "Head job options", value: textBlock(config.headJobOptions) },
    { name: "Jobs at a time", value: config.maxQueueSize === null ? null : config.maxQueueSize.toLocaleString() },
    { name: "Tasks", value: config.propagateHeadJobOptions === true ? "with the head job options too" : null },
    { name: "Dialect", value: config.isTorque === true ? "Torque" : null },
    { name: "Memory in LSF", value: lsfWords(config) },
    { name: "Pre-run script", value: textBlock(config.preRunScript) },
    { name: "Post-run script", value: textBlock(config.postRunScript) },
    { name: "Nextflow config", value: textBlock(config.nextflowConfig) },
    { name: "Variables", value: textBlock(variablesText(config.environment)) },
  ];
}

const textBlock = (text: string | null): ReactNode => (text === null || text === "" ? null : <pre>{text}</pre>);

function lsfWords({ unitForLimits, perJobMemLimit, perTaskReserve }: ComputeConfigAnswer): string {
  const unit = unitForLimits === null || unitForLimits === undefined || unitForLimits === "" ? [] : [`limits in ${unitForLimits}`];
  const limit = perJobMemLimit === true ? ["limits of a job"] : [];
  return [...unit, ...limit, ...(perTaskReserve === true ? ["reserved for each processor"] : [])].join(", ");
}

function variablesText(variables: ComputeConfigAnswer["environment"]): string {
  return (variables ?? []).map((one) => `${one.name}=${one.value}  (${whereOf(one)})`).join("\n");
}

function whereOf({ head, compute }: { readonly head: boolean; readonly compute: boolean }): string {
  if (head && compute) return "head and compute";
  return head ? "head" : "compute";
}
