import type { CheckProposal } from "@postern/contracts";
import { expect, test, vi } from "vitest";
import { userScope } from "../../paths.ts";
import { applyProposal } from "./apply-proposal.ts";

/** A server with one environment that takes settings as ours does: what of PBS it is stays where it is left out. */
function serve(config: Readonly<Record<string, unknown>>) {
  let [held, lastUpdated] = [config, 1];
  vi.stubGlobal("fetch", (_path: string, { method, body }: { method: string; body: string }) => {
    if (method === "GET") return Promise.resolve(Response.json({ computeEnv: { config: held, lastUpdated: String(lastUpdated) } }));
    const sent = JSON.parse(body) as { computeEnv: { config: Readonly<Record<string, unknown>> }; lastUpdated: string };
    if (sent.lastUpdated !== String(lastUpdated)) return Promise.resolve(new Response("{}", { status: 409 }));
    const { isTorque = held["isTorque"], ...rest } = sent.computeEnv.config;
    held = isTorque === undefined || isTorque === null ? rest : { ...rest, isTorque };
    lastUpdated += 1;
    return Promise.resolve(new Response(null, { status: 204 }));
  });
  return { config: () => held };
}

test.each([
  [{ isTorque: true }, { preRunScript: null }],
  [{ isTorque: false }, { preRunScript: null, isTorque: true }],
  [{ preRunScript: "module load nextflow" }, { preRunScript: "true", isTorque: true }],
])("a proposal of %j is made in settings of %j, and undone", async (config, before) => {
  const server = serve(before);
  const place = { scope: userScope("jane"), computeEnvId: "e", lastUpdated: "1" };
  const proposal: CheckProposal = { kind: "pbs-dialect", title: "Take it", why: "", config };

  const { undo } = await applyProposal(place, proposal);
  const made = server.config();
  await undo();

  expect(made).toEqual({ ...before, ...config });
  expect(server.config()).toEqual(before);
  vi.unstubAllGlobals();
});
