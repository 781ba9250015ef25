import { AppError } from "@postern/domain";

/** @throws environment.name_invalid with the reason. */
export function refuseBadName(name: string): void {
  const problem = nameProblem(name);
  if (problem !== undefined) throw new AppError("environment.name_invalid", problem, { fields: ["computeEnv.name"] });
}

export function nameTaken(name: string, cause?: unknown): AppError {
  const message = `A compute environment named ${name} already exists.`;
  return new AppError("environment.name_taken", message, { fields: ["computeEnv.name"], cause });
}

function nameProblem(name: string): string | undefined {
  if (name === "") return "The name of a compute environment must not be empty.";
  if (name.length > 100) return "The name of a compute environment has more than 100 characters.";
  if (!/^[A-Za-z0-9_-]+$/.test(name)) return "The name of a compute environment has letters, digits, dashes and underscores only.";
  return undefined;
}
