import { NativeSelect } from "@mantine/core";
import "./RoleSelect.css";

export interface RoleChoice {
  readonly name: string;
  /** May do more than the one who chooses. */
  readonly isOutOfReach: boolean;
}

export interface RoleSelectProps {
  /** "Role of amir" */
  readonly label: string;
  readonly value: string;
  readonly choices: readonly RoleChoice[];
  readonly isBusy: boolean;
  readonly onChange: (role: string) => void;
}

/** A role that is changed in its row. What is chosen shows when the server has taken it. */
export function RoleSelect({ label, value, choices, isBusy, onChange }: RoleSelectProps) {
  return (
    <NativeSelect
      className="role-select"
      aria-label={label}
      data={roleOptions(choices, value)}
      value={value}
      disabled={isBusy}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** For a drop-down. The present role is in it, whatever it is. */
export function roleOptions(choices: readonly RoleChoice[], value: string) {
  const known = choices.some((one) => one.name === value) ? choices : [{ name: value, isOutOfReach: false }, ...choices];
  return known.map(({ name, isOutOfReach }) => ({
    value: name,
    label: isOutOfReach ? `${name} (more than you may)` : name,
    disabled: isOutOfReach && name !== value,
  }));
}
