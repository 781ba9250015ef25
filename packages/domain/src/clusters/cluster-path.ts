/** A variable in a path on a cluster, as `$NAME` or `${NAME}`. */
export const clusterPathVariable = /\$(?:\{(?<braced>\w+)\}|(?<plain>\w+))/g;

const known = ["TW_AGENT_WORKDIR", "TW_AGENT_WORK", "TW_AGENT_USER", "HOME", "USER"];

/**
 * Why a path cannot be one on a cluster, in a sentence for the person who gave it; `undefined` when it can.
 * No shell ever reads such a path, so a variable that is not ours would stay as it is.
 */
export function clusterPathProblem(path: string): string | undefined {
  const variables = [...path.matchAll(clusterPathVariable)];
  const strange = variables.find(({ groups }) => !known.includes(groups?.["braced"] ?? groups?.["plain"] ?? ""));
  if (strange !== undefined)
    return `The path ${path} holds ${strange[0]}; only $TW_AGENT_WORKDIR, $TW_AGENT_USER, $HOME and $USER are filled in.`;
  if (/^(?:\/|\$(?:TW_AGENT_WORK(?:DIR)?|HOME)\b|\$\{(?:TW_AGENT_WORK(?:DIR)?|HOME)\})/.test(path)) return undefined;
  return `The path ${path} must begin with /, with $TW_AGENT_WORKDIR or with $HOME.`;
}

/** The work directory that is proposed where the cluster names none: a folder of its own, so that files of tasks do not lie among those of a person. */
export const ownWorkDir = "$HOME/postern-work";
