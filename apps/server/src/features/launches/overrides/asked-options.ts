import type { LaunchOption, OptionValue } from "@postern/domain";
import { given } from "../../../given.ts";
import type { ComputeEnvironment } from "../../compute-envs/environment.ts";
import type { LaunchRecord } from "../bundle/launch-plan.ts";

export interface AskedOption {
  readonly option: LaunchOption;
  readonly value: OptionValue;
  /** The member of the request. */
  readonly field: string;
}

/**
 * What a launch says otherwise than its environment did at that time. Its work directory is not among it: which one that is, only the cluster
 * knows. Clients copy the scripts of the environment into the launch, which changes nothing.
 */
export function askedOptions({ config: kept, ...record }: LaunchRecord, environment: ComputeEnvironment): readonly AskedOption[] {
  const config = kept ?? environment.config;
  const texts = [
    ["preRunScript", config.preRunScript],
    ["postRunScript", config.postRunScript],
    ["configText", config.nextflowConfig],
    ["nextflowVersion", record.ownNextflowVersion ?? environment.nextflowVersion],
  ] as const;
  const ofClients = texts.flatMap(([option, own]): AskedOption[] => {
    const value = plain(record[option]);
    return value === undefined || value === plain(own) ? [] : [{ option, value, field: `launch.${option}` }];
  });
  const { variables, ...overrides } = record.overrides ?? {};
  const ours = Object.entries(overrides).map(([name, value]) => ({
    option: name as LaunchOption,
    value,
    field: `launch.overrides.${name}`,
  }));
  const names = (variables ?? []).map(({ name }) => name);
  return [
    ...ofClients,
    ...ours,
    ...(names.length === 0 ? [] : [{ option: "variables" as const, value: names, field: "launch.overrides.variables" }]),
  ];
}

const plain = (text: string | null | undefined): string | undefined => given(text)?.replaceAll("\r\n", "\n").trimEnd();
