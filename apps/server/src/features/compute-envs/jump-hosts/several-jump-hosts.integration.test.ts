import type { CheckStep, EnvironmentCheckResponse } from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { ensureDebianPackages, eventually, makeSshKey, startSshd } from "@postern/testing";
import type { SshdFixture } from "@postern/testing";
import { expect, test } from "vitest";
import { startTestServer } from "../../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../../testing/test-server.ts";

interface Host {
  readonly sshd: SshdFixture;
  readonly credentialsId: string;
}

const toJump = ({ sshd: { host, port, user }, credentialsId }: Host) => ({ hostName: host, port, userName: user, credentialsId });

/** A server of OpenSSH with a key of its own, which lets through to one other host at most, and its credential. */
async function startHost(server: TestServer, { person, name, next }: { person: TestPerson; name: string; next?: SshdFixture }) {
  const sshd = await startSshd({ settings: ["SetEnv PATH=/usr/bin:/bin"] });
  const { privateText: privateKey, publicKey } = await makeSshKey(sshd.folder, { type: "ed25519" });
  const through = next === undefined ? "" : `,port-forwarding,permitopen="${next.host}:${String(next.port)}"`;
  await sshd.authorize([`restrict${through} ${publicKey}`]);
  const credentials = { name, provider: "ssh", keys: { privateKey } };
  const { json } = await server.call("/api/credentials", { method: "POST", token: person.token, body: { credentials } });
  return { sshd, credentialsId: String(json.credentialsId) };
}

test("several are passed in their order, and what fails on the way is named with the host before it", async () => {
  await ensureDebianPackages(["openssh-client", "openssh-server"]);
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startTestServer());
  const ada = await server.addPerson("ada");
  const start = async (name: string, next?: SshdFixture): Promise<Host> => {
    const host = await startHost(server, { person: ada, name, ...(next === undefined ? {} : { next }) });
    stack.use(host.sshd);
    return host;
  };
  const cluster = await start("cluster");
  const inner = await start("inner", cluster.sshd);
  const outer = await start("outer", inner.sshd);
  const call = (method: string, path: string, body?: object) => server.call(`/api${path}`, { method, token: ada.token, body });
  const { hostName, port, userName, credentialsId } = toJump(cluster);
  const computeEnv = { name: "deep", platform: "slurm-platform", credentialsId, config: { workDir: "/tmp", hostName, port, userName } };
  const made = await call("POST", "/compute-envs", { computeEnv, jumpHosts: [toJump(outer), toJump(inner)] });
  const id = toComputeEnvId((JSON.parse(made.text) as { readonly computeEnvId: string }).computeEnvId);
  const stepsOf = (): Promise<readonly CheckStep[]> =>
    eventually("the check ends", async () => {
      const check = JSON.parse((await call("GET", `/postern/v1/compute-envs/${id}/check`)).text) as EnvironmentCheckResponse;
      return check.isRunning ? false : check.steps;
    });
  const failureOf = async (jumpHosts: readonly object[]) => {
    await call("PUT", `/postern/v1/compute-envs/${id}/jump-hosts`, { jumpHosts });
    return (await stepsOf()).find(({ status }) => status === "failed")?.summary;
  };

  const signedIn = (await stepsOf())[3]?.summary;
  const turned = await failureOf([toJump(inner), toJump(outer)]);
  const strange = await failureOf([toJump(outer), { ...toJump(inner), credentialsId }]);
  await inner.sshd.kill();
  const away = await failureOf([toJump(outer), toJump(inner)]);

  const nameOf = ({ sshd: { host, port: at } }: Host): string => `the jump host ${host}:${String(at)}`;
  const [gate, room] = [nameOf(outer), nameOf(inner)];
  expect(signedIn).toBe(`Signed in as ${Array.from({ length: 3 }, () => `${userName} on ${hostName}`).join(", then ")}.`);
  expect(turned).toBe(`T${room.slice(1)} does not let Postern through to ${gate}.`);
  expect(strange).toBe(`T${room.slice(1)} did not let ${userName} in with the key of the credential.`);
  expect(away).toBe(`T${room.slice(1)} cannot be reached from ${gate}: the way from there did not open.`);
});
