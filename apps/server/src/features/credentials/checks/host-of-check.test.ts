import { expect, test } from "vitest";
import { hostOfCheck } from "./host-of-check.ts";

test.each([
  ["github", null, {}, "github.com"],
  ["github", "https://ghe.example.org/lab", {}, "ghe.example.org"],
  ["gitlab", "https://gitlab.example.org:8443/a", {}, "gitlab.example.org:8443"],
  ["codecommit", null, {}, "git-codecommit.*.amazonaws.com"],
  ["gitlab", "what is this", {}, "gitlab"],
  ["container-reg", null, { registry: "docker.io" }, "registry-1.docker.io"],
  ["container-reg", null, { registry: "Quay.io/lab" }, "quay.io"],
  ["container-reg", null, { registry: "a b" }, "container-reg"],
  ["container-reg", null, {}, "registry-1.docker.io"],
  ["tw-agent", null, { connectionId: "x" }, "tw-agent"],
])("%s with the base URL %s and %j asks %s", (provider, base_url, keys, host) => {
  expect(hostOfCheck({ provider, base_url, public_keys: JSON.stringify(keys) })).toBe(host);
});
