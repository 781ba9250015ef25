/** A version of Java that the module system of a cluster can load. */
export interface JavaModule {
  readonly name: string;
  readonly major: number;
}

/** Sites name them after the language, or after who built it. */
const javaName = /^(?:[\w.+-]+\/)*(?:java|jdk|openjdk|java-jdk|oracle-jdk|temurin)\/(?:jdk-?)?(?<version>1\.\d+|\d+)(?:[._-][\w.+-]*)?$/i;

/** Those that Nextflow can be started with, newest first: an older one is no help, and one that is newer than Nextflow may be none either. */
export function javaModulesAmong(
  names: readonly string[],
  range: { readonly least: number; readonly most: number },
): readonly JavaModule[] {
  return names
    .flatMap((name) => {
      const major = Number(/^(?:1\.)?(\d+)$/.exec(javaName.exec(name)?.groups?.["version"] ?? "")?.[1]);
      return major >= range.least && major <= range.most ? [{ name, major }] : [];
    })
    .sort((one, other) => other.major - one.major || other.name.localeCompare(one.name, "en", { numeric: true }));
}
