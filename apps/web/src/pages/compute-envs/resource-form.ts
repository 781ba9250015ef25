import type { HeadJobResources, HeadJobResourcesAnswer } from "@postern/contracts";
import { formatMemorySize, parseMemorySize } from "../../format/memory-size.ts";
import { formatTimeSpan, parseTimeSpan } from "../../format/time-span.ts";
import { hasNotice, hasQos } from "./platforms.ts";

/** What the head job asks for, as it stands in the form; every text may be empty. */
export interface ResourceValues {
  readonly account: string;
  readonly qos: string;
  readonly wallTime: string;
  readonly memory: string;
  readonly cpus: string;
  readonly constraint: string;
  readonly notice: string;
}

export const emptyResources: ResourceValues = { account: "", qos: "", wallTime: "", memory: "", cpus: "", constraint: "", notice: "" };

export type ResourceProblems = Partial<Record<keyof ResourceValues, string>>;

export function resourceValues({ resources }: { readonly resources: HeadJobResourcesAnswer }): ResourceValues {
  return {
    account: resources.account ?? "",
    qos: resources.qos ?? "",
    wallTime: written(resources.wallTimeSeconds, formatTimeSpan),
    memory: written(resources.memoryMb, formatMemorySize),
    cpus: written(resources.cpus, String),
    constraint: resources.constraint ?? "",
    notice: written(resources.noticeSeconds, formatTimeSpan),
  };
}

/** What keeps the form from being sent. */
export function resourceProblems(values: ResourceValues, platform: string): ResourceProblems {
  const wall = parseTimeSpan(values.wallTime);
  const notice = parseTimeSpan(values.notice);
  const problems: ResourceProblems = {};
  if (isWrong(values.wallTime, wall, 60)) problems.wallTime = "Write a time of a minute or more, such as 48 h, 2 d or 48:00:00.";
  if (isWrong(values.memory, parseMemorySize(values.memory), 1)) problems.memory = "Write a size with its unit, such as 4 GB.";
  if (values.cpus.trim() !== "" && !/^[1-9]\d{0,3}$/.test(values.cpus.trim())) problems.cpus = "Write a whole number, such as 2.";
  if (!hasNotice(platform)) return problems;
  if (isWrong(values.notice, notice, 10)) problems.notice = "Write a time of 10 s or more, such as 10 min.";
  else if (wall !== undefined && notice !== undefined && notice >= wall) problems.notice = "It must be shorter than the wall time.";
  return problems;
}

/** For the request; without what is empty, and what the scheduler of the platform has not. */
export function resourceRequest(values: ResourceValues, platform: string): HeadJobResources {
  return {
    ...filled("account", values.account.trim()),
    ...(hasQos(platform) ? filled("qos", values.qos.trim()) : {}),
    ...filled("wallTimeSeconds", parseTimeSpan(values.wallTime)),
    ...filled("memoryMb", parseMemorySize(values.memory)),
    ...filled("cpus", values.cpus.trim() === "" ? undefined : Number(values.cpus)),
    ...filled("constraint", values.constraint.trim()),
    ...(hasNotice(platform) ? filled("noticeSeconds", parseTimeSpan(values.notice)) : {}),
  };
}

const fieldOfMember: Readonly<Partial<Record<string, keyof ResourceValues>>> = {
  account: "account",
  qos: "qos",
  wallTimeSeconds: "wallTime",
  memoryMb: "memory",
  cpus: "cpus",
  constraint: "constraint",
  noticeSeconds: "notice",
};

/** What the server blames, beside its field: `members` are those of the request. */
export function problemsOfMembers(members: readonly string[], message: string): ResourceProblems {
  const fields = members.flatMap((member) => fieldOfMember[member] ?? []);
  return Object.fromEntries(fields.map((field) => [field, message]));
}

const written = (value: number | null, write: (value: number) => string): string => (value === null ? "" : write(value));
const isWrong = (text: string, value: number | undefined, least: number): boolean =>
  text.trim() !== "" && (value === undefined || value < least);
const filled = <Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> =>
  value === undefined || value === "" ? {} : ({ [name]: value } as Record<Name, Value>);
