import { expect, test } from "vitest";
import { registryHost, sameRegistryProblem } from "./registry-host.ts";

test.each([
  [undefined, "docker.io"],
  ["", "docker.io"],
  ["docker.io", "docker.io"],
  ["index.docker.io", "docker.io"],
  ["https://registry-1.docker.io/v2/", "docker.io"],
  ["Quay.io", "quay.io"],
  ["ghcr.io/team/", "ghcr.io"],
  ["registry.example.org:5000", "registry.example.org:5000"],
  ["http://127.0.0.1:5000", "127.0.0.1:5000"],
])("%s is the registry %s", (written, host) => {
  expect(registryHost(written)).toBe(host);
});

test("two for one registry are told by their names, at the place of the second", () => {
  const chosen = [
    { name: "hub", host: "docker.io" },
    { name: "quay", host: "quay.io" },
    { name: "team", host: "quay.io" },
  ];

  expect(sameRegistryProblem(chosen.slice(0, 2))).toBeUndefined();
  expect(sameRegistryProblem(chosen)).toEqual({
    ...{ place: 2, problem: "The credentials quay and team are both for quay.io: choose one of them." },
  });
});
