// The second way to the jars: a site may reach Maven Central only through the mirror in its Maven settings.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";

import { missingJars, storeJar } from "./download.mjs";
import { NEXTFLOW_VERSION } from "./version.mjs";

const run = promisify(execFile);
const GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";

/** @throws an Error when there is no `mvn`, or when it could not bring every jar of the lock file. */
export async function copyJarsWithMaven({ jars, folder, log }) {
  const scratch = await mkdtemp(join(tmpdir(), "postern-maven-"));
  try {
    log("fetching the jars with mvn, which reads the mirrors in its own settings");
    await writeFile(join(scratch, "pom.xml"), renderPom());
    const words = ["-B", "-ntp", "-q", GOAL, "-DoutputDirectory=jars", "-DincludeScope=runtime"];
    await run("mvn", words, { cwd: scratch, maxBuffer: 16 * 1024 * 1024 });
    for (const jar of await missingJars(jars, folder)) {
      const source = join(scratch, "jars", basename(jar.path));
      await storeJar({ jar, folder, bytes: await readFile(source), source });
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function renderPom() {
  return `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>postern</groupId>
  <artifactId>nextflow-libs</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>io.nextflow</groupId><artifactId>nextflow</artifactId><version>${NEXTFLOW_VERSION}</version></dependency>
  </dependencies>
</project>
`;
}
