import { Secret } from "@postern/vault";
import { expect, test } from "vitest";
import { renderRegistryAuth } from "./registry-auth.ts";

const login = (host: string, userName: string, password: string) => ({ host, userName, password: Secret.fromUtf8(password) });

test.each([
  ["none", [], {}],
  ["one of a host with a port", [login("registry.example.org:5000", "ada", "pw")], { "registry.example.org:5000": "ada:pw" }],
  ["Docker Hub, by all its names", [login("docker.io", "ada", "pw")], { "https://index.docker.io/v1/": "ada:pw", "docker.io": "ada:pw" }],
  [
    "several, with all that a password may hold",
    [login("quay.io", "team+robot", 'a:"b\\\nä'), login("gcr.io", "_json_key", '{"k":1}')],
    { "quay.io": 'team+robot:a:"b\\\nä', "gcr.io": '_json_key:{"k":1}' },
  ],
])("the file of %s", (_what, logins, expected) => {
  const file = JSON.parse(new TextDecoder().decode(renderRegistryAuth(logins))) as { auths: Record<string, { auth: string }> };

  const read = Object.entries(file.auths).map(([key, { auth }]) => [key, Buffer.from(auth, "base64").toString("utf8")]);
  expect(Object.keys(file)).toEqual(["auths"]);
  expect(Object.fromEntries(read)).toEqual(expected);
});
