import type { ReactNode } from "react";
import "./SettingsList.css";

export interface SettingsListProps {
  readonly lines: readonly { readonly name: string; readonly value: ReactNode }[];
}

/** Names and values, without what is empty. */
export function SettingsList({ lines }: SettingsListProps) {
  return (
    <dl className="settings-list">
      {lines
        .filter(({ value }) => value !== null && value !== undefined && value !== "")
        .map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
