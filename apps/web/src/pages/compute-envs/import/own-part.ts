import type { LaunchRules } from "@postern/contracts";
import { launchOptions } from "@postern/domain";
import { nodeValues } from "../nodes/node-form.ts";
import type { NodeValues } from "../nodes/node-form.ts";
import { resourceValues } from "../resource-form.ts";
import type { ResourceValues } from "../resource-form.ts";

/** What clients of the public API do not know: what the Nextflow job asks for, how nodes are made ready, and what a launch may change. */
export interface OwnValues {
  readonly nodes: NodeValues;
  readonly resources: ResourceValues;
  /** Undefined where there are none: rules without any option allow nothing. */
  readonly rules: LaunchRules | undefined;
}

export interface OwnReading {
  readonly own: OwnValues;
  /** The first member of another kind, by its path, with what it should be. */
  readonly wrong: { readonly name: string; readonly kind: string } | undefined;
  /** Paths of members that this version does not know. */
  readonly unknown: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;
type Kinds = Readonly<Record<string, (value: unknown) => boolean>>;

const isText = (value: unknown): boolean => typeof value === "string";
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isSafeInteger(value);
const isListOf = (isOne: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(isOne);
const isPath = (value: unknown): boolean => {
  const { source, target = null, isReadOnly = null, ...more } = membersOf(value) ?? {};
  const isGood = isText(source) && (target === null || isText(target)) && (isReadOnly === null || typeof isReadOnly === "boolean");
  return isGood && Object.keys(more).length === 0;
};

const isNothingOr = (isOne: (value: unknown) => boolean) => (value: unknown) => value === null || value === undefined || isOne(value);
const isBound = (value: unknown): boolean => {
  const { allow, values, below, min, max, ...more } = membersOf(value) ?? {};
  const isGood = [values, below].every(isNothingOr(isListOf(isText))) && [min, max].every(isNothingOr(isNumber));
  return isGood && ["no", "any", "within"].some((word) => word === allow) && Object.keys(more).length === 0;
};

type PartName = "nodeSetup" | "resources" | "launchRules";

const kinds: Readonly<Record<PartName, Kinds>> = {
  launchRules: Object.fromEntries(launchOptions.map((option) => [option, isBound] as const)),
  nodeSetup: {
    ...{ modules: isListOf(isText), headModules: isListOf(isText), bindPaths: isListOf(isPath) },
    ...{ containerEngine: isText, containerCacheDir: isText, scratch: isText, siteProfile: isText },
  },
  resources: {
    ...{ account: isText, qos: isText, constraint: isText },
    ...{ wallTimeSeconds: isNumber, memoryMb: isNumber, cpus: isNumber, noticeSeconds: isNumber },
  },
};

/** Reads the member `postern` of an export. What is not there is empty. */
export function readOwnPart(value: unknown): OwnReading {
  const members = membersOf(value) ?? {};
  const parts = Object.entries(members).filter(([, part]) => part !== null);
  const known = (name: string): name is PartName => Object.hasOwn(kinds, name);
  const inner = parts.flatMap(([name, part]) =>
    known(name) ? Object.entries(membersOf(part) ?? {}).map(([member, one]) => ({ name, member, one })) : [],
  );
  const said = inner.filter(({ one }) => one !== null);
  const wrong = said.find(
    ({ name, member, one }) => known(name) && Object.hasOwn(kinds[name], member) && kinds[name][member]?.(one) === false,
  );
  const unread = parts.find(([name, part]) => known(name) && membersOf(part) === undefined);
  return {
    own: {
      ...toOwnValues(membersOf(members["nodeSetup"]) ?? {}, membersOf(members["resources"]) ?? {}),
      rules: toRules(membersOf(members["launchRules"])),
    },
    wrong: unread === undefined ? wrongOf(wrong) : { name: `postern.${unread[0]}`, kind: "a group of members" },
    unknown: [
      ...parts.flatMap(([name]) => (known(name) ? [] : [`postern.${name}`])),
      ...said.flatMap(({ name, member }) => (known(name) && !Object.hasOwn(kinds[name], member) ? [`postern.${name}.${member}`] : [])),
    ],
  };
}

function wrongOf(wrong: { readonly name: string; readonly member: string } | undefined): OwnReading["wrong"] {
  return wrong === undefined ? undefined : { name: `postern.${wrong.name}.${wrong.member}`, kind: "of the kind that it should be" };
}

/** Used only where nothing was wrong. */
function toOwnValues(setup: Members, asked: Members): Omit<OwnValues, "rules"> {
  const nothing = {
    modules: [],
    headModules: [],
    bindPaths: [],
    containerEngine: null,
    containerCacheDir: null,
    scratch: null,
    siteProfile: null,
  };
  const none = { account: null, qos: null, constraint: null, wallTimeSeconds: null, memoryMb: null, cpus: null, noticeSeconds: null };
  return {
    nodes: nodeValues({ nodeSetup: { ...nothing, ...withoutWrong(kinds.nodeSetup, setup) } }),
    resources: resourceValues({ resources: { ...none, ...withoutWrong(kinds.resources, asked) } }),
  };
}

/** Likewise: every bound was looked at above. */
const toRules = (sent: Members | undefined): LaunchRules | undefined =>
  sent === undefined ? undefined : (withoutWrong(kinds.launchRules, sent) as LaunchRules);

const withoutWrong = (table: Kinds, members: Members): Members =>
  Object.fromEntries(
    Object.entries(members).filter(([name, value]) => value !== null && Object.hasOwn(table, name) && table[name]?.(value) === true),
  );

const membersOf = (value: unknown): Members | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
