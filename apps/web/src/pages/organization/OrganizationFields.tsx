import { Textarea, TextInput } from "@mantine/core";
import { websiteProblem } from "@postern/domain";
import { faultyFields } from "../../api/api-error.ts";
import type { NameCheck } from "../../hooks/use-name-check.ts";
import { NameInput } from "../../ui/NameInput.tsx";
import type { OrganizationValues } from "./organization-form.ts";

export interface OrganizationFieldsProps {
  readonly values: OrganizationValues;
  readonly nameCheck: NameCheck;
  readonly error: Error | null;
  /** The cursor stays where it is. */
  readonly isQuiet?: boolean;
  readonly onChange: (changed: Partial<OrganizationValues>) => void;
}

/** What an organization says of itself. */
export function OrganizationFields({ values, nameCheck, error, isQuiet = false, onChange }: OrganizationFieldsProps) {
  const website = values.website.trim();
  const typed = website === "" ? undefined : websiteProblem(website);
  return (
    <>
      <NameInput value={values.name} check={nameCheck} isQuiet={isQuiet} placeholder="alpha-lab" onChange={(name) => onChange({ name })} />
      <p className="sentence form-note">It stands in every address of the organization.</p>
      <TextInput
        label="Full name"
        maxLength={100}
        placeholder={values.name}
        value={values.fullName}
        onChange={(event) => onChange({ fullName: event.currentTarget.value })}
      />
      <Textarea
        label="Description (optional)"
        autosize
        minRows={2}
        maxLength={1000}
        value={values.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <div className="field-pair">
        <TextInput
          label="Location (optional)"
          maxLength={100}
          value={values.location}
          onChange={(event) => onChange({ location: event.currentTarget.value })}
        />
        <TextInput
          label="Website (optional)"
          placeholder="https://"
          maxLength={255}
          value={values.website}
          error={typed ?? (faultyFields(error).includes("website") ? error?.message : undefined)}
          onChange={(event) => onChange({ website: event.currentTarget.value })}
        />
      </div>
    </>
  );
}
