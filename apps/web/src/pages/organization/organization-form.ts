import type { Organization } from "@postern/contracts";

export interface OrganizationValues {
  readonly name: string;
  readonly fullName: string;
  readonly description: string;
  readonly location: string;
  readonly website: string;
}

export const emptyOrganization: OrganizationValues = { name: "", fullName: "", description: "", location: "", website: "" };

export const valuesOfOrganization = ({ name, fullName, description, location, website }: Organization): OrganizationValues => ({
  name,
  fullName,
  description: description ?? "",
  location: location ?? "",
  website: website ?? "",
});

/** Empty texts take away what was there. Without a full name, the name is one. */
export function organizationRequest(values: OrganizationValues): OrganizationValues {
  const { name, description } = values;
  const fullName = values.fullName.trim();
  return {
    name,
    fullName: fullName === "" ? name : fullName,
    description: description.trim(),
    location: values.location.trim(),
    website: values.website.trim(),
  };
}
