/** What this folder provides, in one place. A new Nextflow also needs a new libs.lock.json (see README.md). */
export const NEXTFLOW_VERSION = "24.10.0";
export const MAVEN_CENTRAL = "https://repo1.maven.org/maven2";
export const LEAST_JAVA = 11;
export const INSTALL_JRE = "apt-get install -y openjdk-17-jre-headless";
export const INSTALL_JDK = "apt-get install -y openjdk-17-jdk-headless";
