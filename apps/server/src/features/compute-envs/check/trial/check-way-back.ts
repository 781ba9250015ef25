import type { StepResult } from "../check-step.ts";
import type { Trial } from "./trial.ts";
import type { TrialReport, TrialWay } from "./trial-report.ts";

/** Whether Nextflow, on a compute node, can report to this server: directly, through a proxy, or not at all. */
export function checkWayBack({ host, ways }: TrialReport, { settings: { publicUrl } }: Trial): StepResult {
  const open = ways.find(({ exitCode }) => exitCode === 0);
  if (open !== undefined) return { status: "passed", summary: describe(open, host, publicUrl) };
  const said = ways.find(({ said: words }) => words !== "")?.said;
  const detail = said === undefined ? {} : { detail: said };
  if (ways.some(isUntrusted)) {
    const summary = `${host} reaches ${publicUrl}, and does not trust its certificate: runs go on, and tell nothing of their tasks.`;
    return { status: "warning", summary, cure: "Let the server use a certificate that the cluster trusts (--tls CERT,KEY).", ...detail };
  }
  return {
    status: "warning",
    summary: `${host} does not reach ${publicUrl}: runs go on, and tell nothing of their tasks.`,
    cure: cureOf(publicUrl, ways),
    ...detail,
  };
}

function describe({ kind, tool }: TrialWay, host: string, url: string): string {
  if (tool === "tcp") return `The port of ${url} answers to ${host}; there is neither curl nor wget to try more.`;
  return kind === "proxy" ? `${host} reaches ${url} through the proxy of the site.` : `${host} reaches ${url} directly.`;
}

function isUntrusted({ exitCode, tool }: TrialWay): boolean {
  return (tool === "curl" && exitCode === 60) || (tool === "wget" && exitCode === 5);
}

function cureOf(url: string, ways: readonly TrialWay[]): string {
  const { hostname } = new URL(url);
  if (/^(localhost|127\.|\[::1\])/.test(hostname)) return "Give the server an address that the cluster can reach (--public-url).";
  if (ways.some(({ kind }) => kind === "proxy")) return `Ask the site to let its proxy, or its compute nodes, reach ${hostname}.`;
  return `Ask the site to let compute nodes reach ${hostname}, or set the site's https_proxy in the pre-run script.`;
}
