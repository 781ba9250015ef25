import type { Secret } from "@postern/vault";

/** How somebody signs in to one container registry. */
export interface RegistryLogin {
  /** As `registryHost` names it. */
  readonly host: string;
  readonly userName: string;
  readonly password: Secret;
}

/** Docker and Apptainer look for Docker Hub under the first name, Podman and Skopeo under the second. */
const dockerHubKeys = ["https://index.docker.io/v1/", "docker.io"];

/**
 * The `config.json` of Docker, which Podman, Apptainer and Singularity read as well: one entry for each registry, Docker Hub under each of its names.
 *
 * SAFETY: what comes back is secret, and the caller's to wipe. It names no credential helper, so that nothing in it can be made to run a program.
 */
export function renderRegistryAuth(logins: readonly RegistryLogin[]): Uint8Array {
  const entries = logins.flatMap(({ host, userName, password }) => {
    const auth = password.useText((text) => Buffer.from(`${userName}:${text}`).toString("base64"));
    return (host === "docker.io" ? dockerHubKeys : [host]).map((key) => [key, { auth }] as const);
  });
  return new TextEncoder().encode(`${JSON.stringify({ auths: Object.fromEntries(entries) }, null, 2)}\n`);
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

/**
 * What leads each engine to that file. Nextflow's own pulls, of Apptainer and Singularity, see it; so do tasks on Slurm, LSF and the local executor,
 * which inherit the environment of who submits them. Apptainer knows its variable since 1.4; older ones look into the home folder only.
 */
export function registryVariables(folder: string): readonly Variable[] {
  const file = `${folder}/config.json`;
  const engines = ["REGISTRY_AUTH_FILE", "APPTAINER_AUTH_FILE", "SINGULARITY_AUTH_FILE"];
  return [{ name: "DOCKER_CONFIG", value: folder }, ...engines.map((name) => ({ name, value: file }))];
}
