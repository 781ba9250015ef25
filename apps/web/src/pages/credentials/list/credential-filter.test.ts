import type { Credentials } from "@postern/contracts";
import { expect, test } from "vitest";
import { filteredCredentials, providersOf } from "./credential-filter.ts";

const nowMs = Date.parse("2026-06-01T00:00:00Z");
const base: Credentials = {
  ...{ id: "", name: "", description: null, provider: "tw-agent", baseUrl: null, category: null, status: null, message: null },
  ...{ dateCreated: "", lastUpdated: "", lastUsed: null, lastValidated: null, deleted: false, expiresAt: null, reach: null },
};
const all: readonly Credentials[] = [
  { ...base, name: "gadi", status: "AVAILABLE", reach: "gadi-login" },
  { ...base, name: "quay", provider: "container-reg", description: "Images of the core facility", expiresAt: "2026-06-10T00:00:00Z" },
  { ...base, name: "lab", provider: "gitlab", status: "INVALID", reach: "https://gitlab.example.org", expiresAt: "2026-05-30T00:00:00Z" },
  { ...base, name: "far", provider: "gitlab", status: "AVAILABLE", expiresAt: "2027-06-10T00:00:00Z" },
];

test.each([
  { filter: {}, names: ["gadi", "quay", "lab", "far"] },
  { filter: { search: "EXAMPLE.org" }, names: ["lab"] },
  { filter: { search: "facility core" }, names: ["quay"] },
  { filter: { search: "container" }, names: ["quay"] },
  { filter: { search: "gadi nothing" }, names: [] },
  { filter: { provider: "gitlab" }, names: ["lab", "far"] },
  { filter: { status: "available" }, names: ["gadi", "far"] },
  { filter: { status: "invalid" }, names: ["lab"] },
  { filter: { status: "unchecked" }, names: ["quay"] },
  { filter: { status: "ending" }, names: ["quay", "lab"] },
  { filter: { provider: "gitlab", status: "ending" }, names: ["lab"] },
])("$filter leaves $names", ({ filter, names }) => {
  const found = filteredCredentials(all, { search: "", provider: "", status: "", ...filter }, nowMs);

  expect(found.map(({ name }) => name)).toEqual(names);
});

test("the filter offers the providers that the list has, by their names", () => {
  expect(providersOf(all)).toEqual([
    { value: "container-reg", label: "Container registry" },
    { value: "gitlab", label: "GitLab" },
    { value: "tw-agent", label: "Tower Agent" },
  ]);
});
