/**
 * Names that a secret variable may not have: they decide which program runs, from where, or how it is watched. Who sees an environment has to
 * see these too, so they are for its open variables.
 */
const refused: readonly RegExp[] = [
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|PWD|OLDPWD|TMPDIR|IFS|ENV|CDPATH|PS[0-4]|SHELLOPTS|BASHOPTS|PROMPT_COMMAND|CLASSPATH)$/,
  /^(?:BASH|LD|DYLD|JAVA|_JAVA|JDK|NXF|TOWER|POSTERN|LMOD|MODULES)_/i,
  // Where module systems and their modules are read from.
  /^MODULE(?:SHOME|PATH|RCFILE)$/,
  /^(?:BASH|DOCKER_CONFIG|REGISTRY_AUTH_FILE|APPTAINER_AUTH_FILE|SINGULARITY_AUTH_FILE)$/,
  /^(?:PERL5|PYTHON|RUBY|NODE|R)(?:LIB|PATH|HOME|OPT|_PATH|_OPTIONS|_LIBS|DB|STARTUP)$/,
];

/** Whether a variable of this name can make a head job run something else than its launch says. */
export function decidesWhatRuns(name: string): boolean {
  return refused.some((pattern) => pattern.test(name));
}

/** Why a secret variable cannot be called so, as the end of a sentence that begins with its name; `undefined` when it can. */
export function secretVariableNameProblem(name: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) return "is no name of a variable: letters, digits and underscores, at most 128";
  if (decidesWhatRuns(name)) return "decides what runs, so it cannot be secret: make it an open variable";
  return undefined;
}

/**
 * Why a value cannot be kept, likewise. Nextflow hands what is for tasks to them as one line of a script between double quotes, in which these
 * characters would end the text or begin a command.
 */
export function secretVariableValueProblem(value: string, { compute }: { readonly compute: boolean }): string | undefined {
  if (value === "") return "is empty";
  if (/\p{Cc}/u.test(value)) return "has a value of more than one line";
  if (compute && /["\\`]/.test(value)) return 'is for tasks, so its value cannot have ", \\ or ` in it';
  return undefined;
}
