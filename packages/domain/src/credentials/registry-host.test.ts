import { expect, test } from "vitest";
import { registryHost } from "./registry-host.ts";

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
