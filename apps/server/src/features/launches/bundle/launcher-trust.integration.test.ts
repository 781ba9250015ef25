import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { renderBundle } from "./bundle-files.ts";
import { bundlePaths } from "./bundle-paths.ts";
import type { BundlePaths } from "./bundle-paths.ts";
import { testPlan, testRecord, testRunId } from "./plan.fixture.ts";

const words = (path: string) => `-Djavax.net.ssl.trustStore=${path} -Djavax.net.ssl.trustStorePassword=changeit`;
/** Leaves its arguments behind, and adds the certificate to the store as text. */
const keytool = `#!/bin/bash
printf '%s\\n' "$@" >>"$HOME/keytool-words"
while [ $# -gt 0 ]; do case $1 in -file) file=$2 ;; -keystore) store=$2 ;; esac; shift; done
cat "$file" >>"$store"
`;
/** Shows what it was given, and the store as it is while it runs. */
const nextflow = `#!/bin/bash
cd "$(dirname "$NXF_LOG_FILE")"
echo "options: $NXF_OPTS"
for option in $NXF_OPTS; do case $option in -Djavax.net.ssl.trustStore=*) cat "\${option#*=}" ;; esac; done
`;

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "postern-trust-")));
  await putProgram("bin/nextflow", nextflow);
});

afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

async function putProgram(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), text);
  await chmod(join(root, name), 0o755);
}

/** A Java installation, with the certificates that it trusts in a file that nobody may write, as distributions have it. */
async function putJava(home: string, tool: string | undefined = keytool): Promise<void> {
  await putProgram(`${home}/bin/java`, `#!/bin/sh\nprintf 'Property settings:\\n    java.home = %s\\n' '${join(root, home)}' >&2\n`);
  if (tool !== undefined) await putProgram(`${home}/bin/keytool`, tool);
  await mkdir(join(root, home, "lib/security"), { recursive: true });
  await writeFile(join(root, home, "lib/security/cacerts"), `trusted by ${home}\n`, { mode: 0o444 });
}

interface Launched {
  readonly console: string;
  readonly paths: BundlePaths;
}

interface Launching {
  readonly folder?: string;
  readonly preRunScript?: string;
}

async function launch(env: Readonly<Record<string, string>>, { folder = "launch", ...record }: Launching = {}): Promise<Launched> {
  const launchDir = join(root, folder);
  await mkdir(launchDir);
  const paths = bundlePaths(launchDir, testRunId);
  const plan = testPlan({ record: testRecord(record), launchDir, workDir: launchDir, authorityPem: "our authority" });
  for (const { path, text, mode } of renderBundle(plan, paths, "token")) await writeFile(path, text, { mode: mode ?? 0o600 });
  const path = `${root}/bin:${root}/tools`;
  await promisify(execFile)("/bin/bash", [paths.launcher], { env: { PATH: path, HOME: root, ...env } });
  return { console: await readFile(paths.console, "utf8"), paths };
}

/** The programs that a launcher uses, without a Java among them. */
beforeEach(async () => {
  await mkdir(join(root, "tools"));
  const names = ["bash", "cat", "date", "dirname", "mv", "printenv", "rm", "sed", "setsid", "uname"];
  for (const name of names) await symlink(await realpath(`/usr/bin/${name}`), join(root, "tools", name));
});

test("Nextflow trusts what its Java trusts, and our authority as well", async () => {
  await putJava("java");

  const { console, paths } = await launch({ JAVA_HOME: join(root, "java") });

  expect(console).toBe(`options:  ${words(`${paths.prefix}.truststore`)}\ntrusted by java\nour authority\n`);
});

test("keytool is asked for no more than to add one certificate", async () => {
  await putJava("java");

  const { paths } = await launch({ JAVA_HOME: join(root, "java") });

  expect((await readFile(join(root, "keytool-words"), "utf8")).trim().split("\n")).toEqual([
    ...["-J-Xmx128m", "-importcert", "-noprompt", "-alias", `postern-${testRunId}`, "-file", paths.authority],
    ...["-keystore", `${paths.prefix}.truststore`, "-storepass", "changeit"],
  ]);
});

test("the store goes with the run", async () => {
  await putJava("java");

  const { paths } = await launch({ JAVA_HOME: join(root, "java") });

  await expect(stat(`${paths.prefix}.truststore`)).rejects.toMatchObject({ code: "ENOENT" });
});

test("the options of the user stay", async () => {
  await putJava("java");

  const { console } = await launch({ JAVA_HOME: join(root, "java"), NXF_OPTS: "-Xms256m -Xmx2g" });

  expect(console).toMatch(/^options: -Xms256m -Xmx2g -Djavax\.net\.ssl\.trustStore=/);
});

test("a folder whose name would fall apart among the options is not named in them", async () => {
  await putJava("java");

  const { console } = await launch({ JAVA_HOME: join(root, "java") }, { folder: "it's [my] folder" });

  expect(console).toBe(`options:  ${words(`nf-${testRunId}.truststore`)}\ntrusted by java\nour authority\n`);
});

test("the Java is the one that Nextflow will choose", async () => {
  for (const home of ["own", "command", "home", "path"]) await putJava(home);
  // As a site may have it: neither a link nor beside its Java.
  await putProgram("tools/java", `#!/bin/sh\nexec '${join(root, "path/bin/java")}' "$@"\n`);
  const [own, command, home] = [join(root, "own"), join(root, "command/bin/java"), join(root, "home")];
  const trusted = async (env: Readonly<Record<string, string>>, folder: string) =>
    /trusted by (?<java>\w+)/.exec((await launch(env, { folder })).console)?.groups?.["java"];

  expect(await trusted({ NXF_JAVA_HOME: own, JAVA_CMD: command, JAVA_HOME: home }, "1")).toBe("own");
  expect(await trusted({ JAVA_CMD: command, JAVA_HOME: home }, "2")).toBe("command");
  expect(await trusted({ JAVA_HOME: home }, "3")).toBe("home");
  expect(await trusted({ JAVA_HOME: "/no/such/place" }, "4")).toBe("path");
});

test.each([
  ["a Java without keytool", async () => putJava("java", "")],
  ["no Java", async () => mkdir(join(root, "java"))],
])("with %s the cure is said, and Nextflow is started all the same", async (_what, put) => {
  await put();
  await rm(join(root, "java/bin/keytool"), { force: true });

  const { console } = await launch({ JAVA_HOME: join(root, "java") });

  expect(console).toMatch(/^postern: there is no keytool beside java.*load a Java that has one in the pre-run script.*\noptions: \n$/);
});

test("what keytool complains about is said, and Nextflow is started with the options that it had", async () => {
  await putJava("java", "#!/bin/sh\necho 'keytool error: java.io.IOException:'; echo 'the password was incorrect'; exit 1\n");

  const { console } = await launch({ JAVA_HOME: join(root, "java"), NXF_OPTS: "-Xmx2g" });

  expect(console).toMatch(
    /^postern: keytool could not add .*: keytool error: java.io.IOException:\nthe password was incorrect\noptions: -Xmx2g\n$/,
  );
});

test("a trust store that the user chose stays, and is told what it must hold", async () => {
  await putJava("java");
  await writeFile(join(root, "chosen"), "chosen\n");
  const chosen = `-Djavax.net.ssl.trustStore=${join(root, "chosen")}`;

  const { console, paths } = await launch({ JAVA_HOME: join(root, "java"), NXF_OPTS: chosen });

  expect(console).toBe(
    `postern: the options for Java name a trust store of their own; unless it holds ${paths.authority}, this server hears nothing of the run\n` +
      `options: ${chosen}\nchosen\n`,
  );
});

test("a pre-run script may be strict about unset variables, and options for every Java of the user do no harm", async () => {
  await putJava("java", `${keytool}[ -z "$JAVA_TOOL_OPTIONS" ]\n`);

  const env = { JAVA_HOME: join(root, "java"), JAVA_TOOL_OPTIONS: "-Xms4g" };
  const { console } = await launch(env, { preRunScript: "set -euo pipefail" });

  expect(console).toContain("trusted by java\nour authority\n");
});
