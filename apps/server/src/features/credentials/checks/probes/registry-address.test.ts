import { expect, test } from "vitest";
import { registryUrl } from "./registry-address.ts";

test.each([
  [undefined, "https://registry-1.docker.io/v2/"],
  ["docker.io", "https://registry-1.docker.io/v2/"],
  ["https://index.docker.io/v1/", "https://registry-1.docker.io/v2/"],
  ["ghcr.io", "https://ghcr.io/v2/"],
  ["Quay.io/organization", "https://quay.io/v2/"],
  ["registry.example.org:5000", "https://registry.example.org:5000/v2/"],
  ["http://registry.example.org", "https://registry.example.org/v2/"],
  ["10.1.2.3:5000", "https://10.1.2.3:5000/v2/"],
  ["localhost:5000", "http://localhost:5000/v2/"],
  ["127.0.0.1:5000", "http://127.0.0.1:5000/v2/"],
  ["[::1]:5000", "http://[::1]:5000/v2/"],
  ["localhost.example.org", "https://localhost.example.org/v2/"],
  ["127.0.0.1.example.org", "https://127.0.0.1.example.org/v2/"],
])("%s answers at %s", (name, url) => {
  expect(registryUrl(name)?.href).toBe(url);
});

test.each(["", "user@host", "a b", "host:99999999", "host?x", "ftp://host"])("%j is no registry", (name) => {
  expect(registryUrl(name)).toBeUndefined();
});
