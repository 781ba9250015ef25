import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { isLsf, isPbs } from "./job-form.ts";
import type { JobValues } from "./job-form.ts";

export interface JobFieldsProps {
  readonly values: JobValues;
  readonly problem: string | undefined;
  readonly platform: string;
  readonly onChange: (values: JobValues) => void;
}

/** How Nextflow sends the tasks of its runs. */
export function JobFields({ values, problem, platform, onChange }: JobFieldsProps) {
  const set = (changed: Partial<JobValues>): void => onChange({ ...values, ...changed });
  return (
    <>
      <Checkbox
        label="Tasks get the head job options too"
        checked={values.propagateHeadJobOptions}
        onChange={(event) => set({ propagateHeadJobOptions: event.currentTarget.checked })}
      />
      <TextInput
        label="Jobs at a time"
        inputMode="numeric"
        autoComplete="off"
        description="At most so many tasks of one run are in the scheduler at once. Empty: Nextflow's own limit."
        value={values.maxQueueSize}
        error={problem}
        onChange={(event) => set({ maxQueueSize: event.currentTarget.value })}
      />
      {isPbs(platform) ? (
        <Checkbox
          label="This PBS is Torque"
          description="It takes other options than PBS Pro and OpenPBS, for the Nextflow job and for tasks. The check tells which one answers."
          checked={values.isTorque}
          onChange={(event) => set({ isTorque: event.currentTarget.checked })}
        />
      ) : undefined}
      {isLsf(platform) ? <LsfFields values={values} onSet={set} /> : undefined}
    </>
  );
}

const units = ["KB", "MB", "GB", "TB", "PB", "EB"];

interface LsfFieldsProps {
  readonly values: JobValues;
  readonly onSet: (changed: Partial<JobValues>) => void;
}

/** What lsf.conf and lsb.params say: the check tells where these differ. */
function LsfFields({ values, onSet }: LsfFieldsProps) {
  const { unitForLimits } = values;
  // A client may have written it otherwise, such as M.
  const offered = unitForLimits === "" || units.includes(unitForLimits) ? units : [unitForLimits, ...units];
  return (
    <>
      <NativeSelect
        label="Unit for limits"
        description="LSF_UNIT_FOR_LIMITS in lsf.conf."
        data={[{ value: "", label: "Not said" }, ...offered.map((unit) => ({ value: unit, label: unit }))]}
        value={unitForLimits}
        onChange={(event) => onSet({ unitForLimits: event.currentTarget.value })}
      />
      <Checkbox
        label="Memory limits are those of a job"
        description="LSB_JOB_MEMLIMIT in lsf.conf."
        checked={values.perJobMemLimit}
        onChange={(event) => onSet({ perJobMemLimit: event.currentTarget.checked })}
      />
      <Checkbox
        label="Memory is reserved for each processor"
        description="RESOURCE_RESERVE_PER_TASK in lsb.params."
        checked={values.perTaskReserve}
        onChange={(event) => onSet({ perTaskReserve: event.currentTarget.checked })}
      />
    </>
  );
}
