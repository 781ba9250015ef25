import type { ComputeConfigAnswer, HeadJobResourcesAnswer, NodeSetupAnswer } from "@postern/contracts";
import { emptyEnvironment } from "./environment-form.ts";
import type { EnvironmentValues } from "./environment-form.ts";
import { valuesOfEnvironment } from "./made-environment.ts";
import { nodeValues } from "./nodes/node-form.ts";
import { isPlatform } from "./platforms.ts";
import { resourceValues } from "./resource-form.ts";

/** What a file says of an environment, or why it says nothing that can be used. */
export type ImportedFile =
  | { readonly values: Partial<EnvironmentValues>; /** Members that this version does not know. */ readonly ignored: readonly string[] }
  | { readonly problem: string };

type Kind = "text" | "number" | "switch";
type Members = Readonly<Record<string, unknown>>;

const config: Readonly<Record<string, Kind>> = {
  ...{ workDir: "text", launchDir: "text", userName: "text", hostName: "text", port: "number", headQueue: "text", computeQueue: "text" },
  ...{ maxQueueSize: "number", headJobOptions: "text", propagateHeadJobOptions: "switch", unitForLimits: "text", perJobMemLimit: "switch" },
  ...{ perTaskReserve: "switch", preRunScript: "text", postRunScript: "text", nextflowConfig: "text" },
};
const resources: Readonly<Record<string, Kind>> = {
  ...{
    account: "text",
    qos: "text",
    wallTimeSeconds: "number",
    memoryMb: "number",
    cpus: "number",
    constraint: "text",
    noticeSeconds: "number",
  },
};
const nodes: Readonly<Record<string, Kind>> = { containerEngine: "text", containerCacheDir: "text", scratch: "text", siteProfile: "text" };
const kinds = { text: "string", number: "number", switch: "boolean" } as const;
/** Not settings: said by the file itself, by who reads it, or by the server that wrote it. */
const known = new Set(["discriminator", "environment", "labels", "postern"]);

/** Reads what an export wrote, of this server or by `tw compute-envs export`. The form then shows it, and nothing is made before somebody says so. */
export function readExport(text: string): ImportedFile {
  const file = parse(text);
  if (file === undefined) return { problem: "It is no JSON of an environment." };
  const { discriminator } = file;
  if (typeof discriminator !== "string" || !isPlatform(discriminator))
    return {
      problem: `Environments of the platform ${typeof discriminator === "string" ? discriminator : "it names"} cannot be made here.`,
    };
  const secret = Object.keys(file).find((name) => /passw|passphrase|secret|token|private_?key|api_?key/i.test(name) && file[name] !== null);
  if (secret !== undefined) return { problem: `${secret} looks like a secret, which settings do not hold: keep it as a credential.` };
  const own = membersOf(file["postern"]);
  return {
    values: { ...ofConfig(file, discriminator), ...ofResources(membersOf(own["resources"])), ...ofNodes(membersOf(own["nodeSetup"])) },
    ignored: Object.keys(file).filter((name) => !known.has(name) && !isOf(config, file, name)),
  };
}

function ofConfig(file: Members, platform: ComputeConfigAnswer["discriminator"]): Partial<EnvironmentValues> {
  const answer = { ...nulls(config), ...picked(config, file), discriminator: platform, environment: variablesOf(file["environment"]) };
  const made = { ...{ name: "", description: null, credentialsId: null, managedIdentityId: null }, platform };
  const values = valuesOfEnvironment({ ...made, config: { workDir: "", ...answer } as ComputeConfigAnswer } as Parameters<
    typeof valuesOfEnvironment
  >[0]);
  const { credentialsId: _credential, managedIdentityId: _identity, name: _name, description: _description, ...settings } = values;
  return settings;
}

function variablesOf(list: unknown): ComputeConfigAnswer["environment"] {
  if (!Array.isArray(list)) return null;
  return list
    .map(membersOf)
    .flatMap(({ name, value, head, compute }) =>
      typeof name === "string" && typeof value === "string" ? [{ name, value, head: head === true, compute: compute === true }] : [],
    );
}

function ofResources(said: Members): Partial<EnvironmentValues> {
  return { resources: resourceValues({ resources: { ...nulls(resources), ...picked(resources, said) } as HeadJobResourcesAnswer }) };
}

function ofNodes(said: Members): Partial<EnvironmentValues> {
  const lists = { modules: textsOf(said["modules"]), headModules: textsOf(said["headModules"]), bindPaths: pathsOf(said["bindPaths"]) };
  return { nodes: nodeValues({ nodeSetup: { ...nulls(nodes), ...picked(nodes, said), ...lists } as NodeSetupAnswer }) };
}

const textsOf = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.filter((one): one is string => typeof one === "string") : [];

const pathsOf = (list: unknown): NodeSetupAnswer["bindPaths"] =>
  (Array.isArray(list) ? list : [])
    .map(membersOf)
    .flatMap(({ source, target, isReadOnly }) =>
      typeof source === "string" ? [{ source, target: typeof target === "string" ? target : null, isReadOnly: isReadOnly === true }] : [],
    );

function parse(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
  } catch {
    return undefined;
  }
}

const membersOf = (value: unknown): Members => (typeof value === "object" && value !== null ? (value as Members) : {});
const isOf = (table: Readonly<Record<string, Kind>>, from: Members, name: string): boolean => {
  const kind = table[name];
  return kind !== undefined && (from[name] === null || typeof from[name] === kinds[kind]);
};
const nulls = (table: Readonly<Record<string, Kind>>): object => Object.fromEntries(Object.keys(table).map((name) => [name, null]));
const picked = (table: Readonly<Record<string, Kind>>, from: Members): object =>
  Object.fromEntries(Object.entries(from).filter(([name, value]) => value !== null && isOf(table, from, name)));

/** What the form holds after a file was read into it: what the file does not say begins anew, but for the name and the way to the cluster. */
export function withImported(values: EnvironmentValues, imported: Partial<EnvironmentValues>): EnvironmentValues {
  const { credentialsId, description, labels, managedIdentityId, name } = values;
  return { ...emptyEnvironment, ...imported, credentialsId, description, labels, managedIdentityId, name };
}
