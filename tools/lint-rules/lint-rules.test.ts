import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { plantTree } from "../checks/planted-tree.ts";
import { Children } from "../commands/steps/children.mjs";
import { toolWords } from "../commands/steps/root.mjs";

interface Diagnostic {
  readonly filename: string;
  readonly code: string;
}

const plugin = fileURLToPath(new URL("index.mjs", import.meta.url));

/** Names of the files in which the rule finds something. */
async function filesFoundBy(rule: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const config = { plugins: [], jsPlugins: [plugin], categories: { correctness: "off" }, rules: { [`postern/${rule}`]: "error" } };
  await using tree = await plantTree({ ...files, ".oxlintrc.json": JSON.stringify(config) });
  const { stdout } = await new Children().run(toolWords("oxlint", "--format", "json", "."), { cwd: tree.root, capture: true });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] };
  expect(diagnostics.filter(({ code }) => code !== `postern(${rule})`)).toEqual([]);
  return [...new Set(diagnostics.map(({ filename }) => filename))].sort();
}

test.each([
  [
    "log-message-is-static",
    {
      "bad-1.ts": "log.warn({}, `agent ${id} is away`);",
      "bad-2.ts": `this.logger.info("started " + name);`,
      "bad-3.ts": `log.error("failed");`,
    },
    { "good-1.ts": `log.warn({ agentId }, "agent is away");`, "good-2.ts": `console.warn(text);`, "good-3.ts": `dialog.info(text);` },
  ],
  [
    "no-clock-outside-main",
    {
      "bad-1.ts": "const t = Date.now();",
      "bad-2.ts": "const t = new Date();",
      "bad-3.ts": "setTimeout(act, 5);",
      "bad-4.ts": "performance.now();",
    },
    { "good-1.ts": "const t = new Date(timeMs);", "good-2.ts": "await clock.sleep(5);" },
  ],
  [
    "no-env-outside-config",
    { "bad-1.ts": `const a = process.env["A"];`, "bad-2.ts": "const { A } = process.env;" },
    { "good-1.ts": "const a = environment.A;" },
  ],
  [
    "no-module-state",
    { "bad-1.ts": "let count = 0;", "bad-2.ts": "export let last: string;" },
    { "good-1.ts": "const limit = 1; function f() { let n = 0; return n; }" },
  ],
  [
    "no-shell-string",
    {
      "bad-1.ts": `import { exec } from "node:child_process";`,
      "bad-2.ts": "spawn(a, [], { shell: true });",
      "bad-3.ts": 'run(["sh", "-c", `rm ${path}`]);',
    },
    {
      "good-1.ts": `import { spawn } from "node:child_process";`,
      "good-2.ts": 'run(["sh", "-c", script, "name", path]);',
      "good-3.ts": "spawn(a, [], { shell: false });",
    },
  ],
  [
    "only-app-error",
    { "bad-1.ts": `throw new Error("no");`, "bad-2.ts": `throw new TypeError("no");` },
    { "good-1.ts": `throw new AppError("run.not_found", "No such run.");`, "good-2.ts": "throw error;" },
  ],
  [
    "secret-not-in-template",
    {
      "bad-1.ts": "throw new AppError(code, `wrong ${password}`);",
      "bad-2.ts": "log.warn({ token: form.accessToken }, text);",
      "bad-3.ts": `bus.publish("x", { value: secret.useText((text) => text) });`,
      "bad-4.ts": `throw new AppError(code, "no", { detail: "was " + String(passphrase) });`,
    },
    {
      "good-1.ts": "throw new AppError(code, `no secret ${credentialId}`);",
      "good-2.ts": "const header = `Bearer ${accessToken}`;",
      "good-3.ts": "log.info({ credentialId }, text);",
    },
  ],
])("%s finds what it names and nothing else", async (rule, bad, good) => {
  const found = await filesFoundBy(rule, { ...bad, ...good });

  expect(found).toEqual(Object.keys(bad).sort());
});
