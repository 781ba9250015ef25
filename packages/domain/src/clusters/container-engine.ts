/** Those that Nextflow drives and that clusters have. */
export const containerEngines = ["apptainer", "singularity", "podman", "docker", "charliecloud", "sarus", "shifter"] as const;
export type ContainerEngine = (typeof containerEngines)[number];

/** Engines with an option for the folder in which images are kept. */
export const enginesWithCache: ReadonlySet<ContainerEngine> = new Set(["apptainer", "singularity", "charliecloud"]);
