import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { Children } from "../commands/steps/children.mjs";
import { root as checkout, toolWords } from "../commands/steps/root.mjs";
import { writeGenerated } from "./generated-file.mjs";
import { codeFolders } from "./source-files.mjs";

const ratchetPath = "tools/checks/ratchet.json";

/**
 * The linter with our limits and our own rules (tools/lint-rules).
 * What was worse when a rule came is listed by file and rule in ratchet.json, which may only shrink.
 */
export const lint = {
  name: "lint",
  async run({ root, children }) {
    const findings = await findingsOf(root, children);
    const ratchet = await readRatchet(root);
    const grown = await growthSinceLastCommit(root, children, ratchet);
    return { problems: [...findings.broken, ...judge(findings.list, ratchet), ...grown] };
  },
};

/**
 * Compares findings with what the ratchet allows: more is a problem, and so is an allowance that nobody needs any more.
 *
 * @param {readonly { path: string, rule: string, text: string }[]} findings
 * @param {Readonly<Record<string, Readonly<Record<string, number>>>>} ratchet findings allowed, by file and rule.
 */
export function judge(findings, ratchet) {
  const counted = count(findings);
  const tooMany = findings.filter(({ path, rule }) => (counted[path]?.[rule] ?? 0) > (ratchet[path]?.[rule] ?? 0)).map(({ text }) => text);
  const loose = allowances(ratchet).filter(({ path, rule, allowed }) => (counted[path]?.[rule] ?? 0) < allowed);
  const tighten = loose.map(
    ({ path, rule }) => `${ratchetPath} allows more ${rule} in ${path} than there is.\n  cure: node tools/checks/lint.mjs --shrink`,
  );
  return [...tooMany, ...tighten];
}

/** The smaller of what is allowed and what is there; never more than before. */
export function shrink(findings, ratchet) {
  const counted = count(findings);
  const result = {};
  for (const { path, rule, allowed } of allowances(ratchet)) {
    const left = Math.min(allowed, counted[path]?.[rule] ?? 0);
    if (left > 0) (result[path] ??= {})[rule] = left;
  }
  return result;
}

/** Allowances that the new ratchet has and the old one had not. */
export function growth(before, after) {
  return allowances(after)
    .filter(({ path, rule, allowed }) => allowed > (before[path]?.[rule] ?? 0))
    .map(
      ({ path, rule }) =>
        `${ratchetPath} grew by ${rule} in ${path}; it may only shrink.\n  cure: mend the code, or disable the rule in its line with a reason.`,
    );
}

async function findingsOf(root, children) {
  const words = toolWords("oxlint", "--type-aware", "--format", "json", ...codeFolders);
  const { stdout, output } = await children.run(words, { cwd: root, capture: true });
  if (!stdout.startsWith("{")) return { broken: [`The linter did not answer: ${output}`], list: [] };
  const { diagnostics } = JSON.parse(stdout);
  return { broken: [], list: diagnostics.filter((diagnostic) => !followsFromTypes(diagnostic)).map((diagnostic) => toFinding(diagnostic)) };
}

// A name that does not compile makes everything that touches it unsafe. The gate for types tells the one cause.
function followsFromTypes({ message }) {
  return /error`? type|type error/.test(message);
}

function toFinding({ filename, code, message, help, labels }) {
  const line = labels?.[0]?.span?.line ?? 1;
  const rule = code ?? "unknown";
  const cure = help ? `\n  cure: ${help}` : "";
  return { path: filename, rule, text: `${filename}:${String(line)} ${rule}: ${message}${cure}` };
}

async function readRatchet(root) {
  return JSON.parse(await readFile(join(root, ratchetPath), "utf8"));
}

// Either the file is being changed now, and is compared with the last commit; or the last commit that changed it
// is compared with the one before. A first version has nothing to be compared with.
async function growthSinceLastCommit(root, children, ratchet) {
  const log = await children.run(["git", "log", "-2", "--format=%H", "--", ratchetPath], { cwd: root, capture: true });
  if (log.exitCode !== 0) return [];
  const [newest, older] = log.stdout.trim().split("\n");
  const committed = await versionAt(root, children, newest);
  const isChangedNow = JSON.stringify(committed) !== JSON.stringify(ratchet);
  const before = isChangedNow ? committed : await versionAt(root, children, older);
  return before === undefined ? [] : growth(before, ratchet);
}

async function versionAt(root, children, commit) {
  if (commit === undefined || commit === "") return undefined;
  const { exitCode, stdout } = await children.run(["git", "show", `${commit}:${ratchetPath}`], { cwd: root, capture: true });
  return exitCode === 0 ? JSON.parse(stdout) : undefined;
}

function count(findings) {
  const counted = {};
  for (const { path, rule } of findings) {
    const rules = (counted[path] ??= {});
    rules[rule] = (rules[rule] ?? 0) + 1;
  }
  return counted;
}

function allowances(ratchet) {
  return Object.entries(ratchet).flatMap(([path, rules]) => Object.entries(rules).map(([rule, allowed]) => ({ path, rule, allowed })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const findings = await findingsOf(checkout, new Children());
  const wanted = `${JSON.stringify(shrink(findings.list, await readRatchet(checkout)), null, 2)}\n`;
  await writeGenerated({ root: checkout, path: ratchetPath, wanted });
}
