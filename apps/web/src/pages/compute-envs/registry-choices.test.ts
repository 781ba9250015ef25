import { expect, test } from "vitest";
import { ApiError } from "../../api/api-error.ts";
import { blamedRegistries, registryChoices } from "./registry-choices.ts";

const one = (id: string, reach: string | null, provider: "container-reg" | "ssh" = "container-reg") => ({
  id,
  name: `name of ${id}`,
  provider,
  reach,
});
const all = [one("hub", null), one("key", "SHA256:x", "ssh"), one("quay", "quay.io"), one("team", "quay.io/team")];

test("credentials of registries are offered with what they are for, and no others", () => {
  expect(registryChoices(all, []).map(({ label }) => label)).toEqual([
    "name of hub (docker.io)",
    "name of quay (quay.io)",
    "name of team (quay.io)",
  ]);
});

test("a second one for the same registry cannot be chosen; the first can be taken out", () => {
  const open = registryChoices(all, ["quay"]).filter(({ disabled }) => !disabled);

  expect(open.map(({ value }) => value)).toEqual(["hub", "quay"]);
});

test("a chosen one that is not seen any more is there by its id", () => {
  expect(registryChoices([], ["gone"])).toEqual([{ value: "gone", label: "gone", disabled: false }]);
});

test.each([
  ["registryCredentialsIds.1", "That is wrong."],
  ["/registryCredentialsIds/0", "That is wrong."],
  ["computeEnv.credentialsId", undefined],
])("what the server blames at %s is said of them: %s", (field, said) => {
  expect(blamedRegistries(new ApiError({ status: 400, message: "That is wrong.", fields: [field] }))).toBe(said);
});
