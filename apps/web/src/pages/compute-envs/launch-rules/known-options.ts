import type { ChangeableOption, LaunchRulesResponse } from "@postern/contracts";
import { isLaunchOption, launchOptionRow } from "@postern/domain";
import type { LaunchBound, LaunchOption } from "@postern/domain";

export interface KnownOption {
  readonly option: LaunchOption;
  readonly bound: LaunchBound;
  /** What a launch gets that says nothing of it; null when that is the site's choice. */
  readonly own: string | number | null;
}

/** Those of the answer that these pages know: a newer server may have more. */
export const knownOptions = ({ options }: Pick<LaunchRulesResponse, "options">): readonly KnownOption[] =>
  options.flatMap((one) => (isLaunchOption(one.name) ? [{ option: one.name, bound: boundOfAnswer(one), own: one.own }] : []));

export function boundOfAnswer({ allow, below, max, min, values }: Omit<ChangeableOption, "name" | "own">): LaunchBound {
  if (allow !== "within") return { allow };
  return {
    allow,
    ...(values === null ? {} : { values }),
    ...(below === null ? {} : { below }),
    ...(min === null ? {} : { min }),
    ...(max === null ? {} : { max }),
  };
}

const titles: Readonly<Partial<Record<LaunchOption, string>>> = { cpus: "Processors" };

/** As the label of a field. */
export function optionTitle(option: LaunchOption): string {
  const { words } = launchOptionRow(option);
  return titles[option] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
