import { expect, test } from "vitest";
import { parseAuthChallenge } from "./auth-challenge.ts";

const docker = 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"';

test.each([
  [docker, { scheme: "bearer", realm: "https://auth.docker.io/token", service: "registry.docker.io" }],
  [`Basic realm="x", ${docker}`, { scheme: "bearer", realm: "https://auth.docker.io/token", service: "registry.docker.io" }],
  [
    'bearer realm = "https://a.example/t?x=1,2" , scope="a b"',
    { scheme: "bearer", realm: "https://a.example/t?x=1,2", service: undefined },
  ],
  ["Bearer realm=https://a.example/t,service=s", { scheme: "bearer", realm: "https://a.example/t", service: "s" }],
  ['Bearer realm="https://a.example/\\"t"', { scheme: "bearer", realm: 'https://a.example/"t', service: undefined }],
  [
    'Bearer realm="https://a.example/t", Bearer realm="https://b.example/t"',
    { scheme: "bearer", realm: "https://a.example/t", service: undefined },
  ],
  ['Basic realm="https://123.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"', { scheme: "basic" }],
  ["basic", { scheme: "basic" }],
  ['Bearer service="no realm"', undefined],
  ['Digest realm="x"', undefined],
  ["", undefined],
  [`${docker},x=${"a".repeat(16_000)}`, undefined],
])("%s", (header, challenge) => {
  expect(parseAuthChallenge(header)).toEqual(challenge);
});
