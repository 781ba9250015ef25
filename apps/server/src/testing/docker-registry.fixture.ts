import { spawn } from "node:child_process";
import { createPrivateKey, randomUUID, sign, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { SystemClock } from "@postern/runtime";
import { ensureSelfSigned } from "../http/self-signed.ts";
import type { TlsFiles } from "../http/self-signed.ts";
import { basicOf, startStandIn } from "./stand-in.fixture.ts";
import type { Answer, StandIn } from "./stand-in.fixture.ts";

/** Debian's registry, whose tokens a server of the test gives out to one account. */
export interface TestRegistry extends AsyncDisposable {
  /** As a credential names it: host and port. */
  readonly name: string;
  readonly tokens: StandIn;
}

export interface RegistryAccount {
  readonly user: string;
  readonly password: string;
}

const service = "registry.of.the.test";
const issuer = "the test";

/** `wayToSignIn`: by tokens, with a password file (Basic), or none at all. */
export async function startDockerRegistry(
  account: RegistryAccount,
  wayToSignIn: "token" | "basic" | "none" = "token",
): Promise<TestRegistry> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "postern-registry-"));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  const keys = await ensureSelfSigned(folder, [], new SystemClock());
  const tokens = opening.use(await startStandIn(tokenServer(account, keys)));
  // Of user `ada` with the password `right-secret`: the registry reads bcrypt only, which Node does not make.
  await writeFile(join(folder, "passwords"), "ada:$2b$05$BvX4MSExqT3zjAlAaiZ5aeQAWlB5Y61JRFSJsvOwJE2oEqnbVh5Ga\n");
  const auth = {
    token: { token: { realm: `${tokens.url}/token`, service, issuer, rootcertbundle: join(folder, "ca.pem") } },
    basic: { htpasswd: { realm: "the test", path: join(folder, "passwords") } },
    none: {},
  }[wayToSignIn];
  const configuration = {
    ...{ version: "0.1", log: { level: "info" }, storage: { inmemory: {} }, http: { addr: "127.0.0.1:0" } },
    ...(wayToSignIn === "none" ? {} : { auth }),
  };
  // JSON is YAML.
  await writeFile(join(folder, "config.yml"), JSON.stringify(configuration));
  const name = await startProcess(join(folder, "config.yml"), opening);
  const open = opening.move();
  return { name, tokens, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

async function startProcess(configuration: string, opening: AsyncDisposableStack): Promise<string> {
  const child = spawn("docker-registry", ["serve", configuration], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  opening.defer(async () => {
    child.kill();
    await ended;
  });
  const said: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    said.push(line);
    const [, address] = /listening on (127\.0\.0\.1:\d+)/.exec(line) ?? [];
    if (address !== undefined) {
      child.stderr.resume();
      return address;
    }
  }
  throw new TypeError(`the registry did not start: ${said.join("\n")}`);
}

/** As the registry's documentation describes it: a signed token for those who show the right password. */
function tokenServer({ user, password }: RegistryAccount, keys: TlsFiles): Answer {
  return ({ authorization, path }) => {
    if (basicOf(authorization) !== `${user}:${password}`) return { status: 401, body: { details: "incorrect username or password" } };
    return { status: 200, body: { token: signedToken({ subject: user, access: accessOf(path) }, keys) } };
  };
}

/** Whatever is asked for, as `scope=repository:team/tool:pull,push`. */
function accessOf(path: string) {
  return new URL(path, "http://localhost").searchParams.getAll("scope").flatMap((scope) => {
    const [type, name, actions] = scope.split(":");
    return actions === undefined ? [] : [{ type, name, actions: actions.split(",") }];
  });
}

function signedToken({ subject, access }: { subject: string; access: readonly object[] }, { key, cert }: TlsFiles): string {
  const [certificate = ""] = cert.split(/(?<=-----END CERTIFICATE-----)/);
  const head = { typ: "JWT", alg: "ES256", x5c: [new X509Certificate(certificate).raw.toString("base64")] };
  const now = Math.floor(new SystemClock().now() / 1000);
  const claims = {
    ...{ iss: issuer, sub: subject, aud: service, jti: randomUUID(), access },
    ...{ iat: now, nbf: now - 60, exp: now + 300 },
  };
  const text = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  const signature = sign("sha256", Buffer.from(text), { key: createPrivateKey(key), dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
}
