/** Where an environment keeps versions of Nextflow: `<version>/nextflow` each. In its work directory, because all nodes see that. */
export const nextflowFolderIn = (workDir: string): string => `${workDir === "/" ? "" : workDir}/.postern/nextflow`;
