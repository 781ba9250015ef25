import type { UpdateOrganizationRequest } from "@postern/contracts";
import { AppError, nameKey, placeNameProblem, websiteProblem } from "@postern/domain";
import { given } from "../../given.ts";
import type { OrganizationFields, StoredOrganization } from "./store.ts";

/** What people enter of an organization, in their words. */
export type OrganizationWords = Omit<OrganizationFields, "name_key" | "updated_at">;
/** What is left out or null is not spoken of. */
export type WantedWords = Pick<UpdateOrganizationRequest, "name" | "fullName" | "description" | "location" | "website" | "logoId">;

const nothing: Omit<OrganizationWords, "name" | "full_name"> = { description: null, location: null, website: null, logo_id: null };

/** The words of a new organization. @throws organization.name_invalid · request.invalid naming the member below `organization` */
export function newWords(wanted: WantedWords & { readonly name: string; readonly fullName: string }): OrganizationWords {
  return mergeWords({ ...nothing, name: wanted.name, full_name: wanted.fullName }, wanted, "organization.");
}

/** What was, with what is wanted on top; an empty text takes away what need not be there. @throws as `newWords` */
export function mergeWords(old: OrganizationWords, wanted: WantedWords, prefix = ""): OrganizationWords {
  refuseBad(wanted, prefix);
  return {
    name: wanted.name ?? old.name,
    full_name: wanted.fullName ?? old.full_name,
    description: textOr(wanted.description, old.description),
    location: textOr(wanted.location, old.location),
    website: textOr(wanted.website, old.website),
    logo_id: textOr(wanted.logoId, old.logo_id),
  };
}

export function toFields(words: OrganizationWords, updatedAt: number): OrganizationFields {
  const { name, full_name, description, location, website, logo_id } = words;
  return { name, name_key: nameKey(name), full_name, description, location, website, logo_id, updated_at: updatedAt };
}

/** What the audit trail keeps of a state. */
export function imageOf({ name, full_name, description, location, website, logo_id }: OrganizationWords | StoredOrganization) {
  return { name, fullName: full_name, description, location, website, logoId: logo_id };
}

export function refuseBadName(name: string, field: string): void {
  const problem = placeNameProblem(name);
  if (problem !== undefined) throw new AppError("organization.name_invalid", problem, { fields: [field] });
}

function refuseBad({ name, fullName, website }: WantedWords, prefix: string): void {
  if (typeof name === "string") refuseBadName(name, `${prefix}name`);
  if (typeof fullName === "string" && fullName.trim() === "") {
    const field = `${prefix}fullName`;
    throw new AppError("request.invalid", `${field} must not be empty.`, { fields: [field] });
  }
  const address = given(website);
  const problem = address === undefined ? undefined : websiteProblem(address);
  if (problem !== undefined) throw new AppError("request.invalid", problem, { fields: [`${prefix}website`] });
}

function textOr(wanted: string | null | undefined, old: string | null): string | null {
  return wanted === null || wanted === undefined ? old : (given(wanted) ?? null);
}
