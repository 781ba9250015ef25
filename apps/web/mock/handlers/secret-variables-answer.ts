import type { SecretVariableAnswer, SecretVariableWish } from "@postern/contracts";
import { AppError, secretVariableNameProblem } from "@postern/domain";

interface Present {
  readonly kept: readonly SecretVariableAnswer[];
  readonly member: string;
}

/** As the server answers them: without their values, which it refuses to miss. */
export function readSecretVariables(wishes: readonly SecretVariableWish[], { kept, member }: Present): readonly SecretVariableAnswer[] {
  return wishes.map(({ name, value, head, compute }, place) => {
    const refuse = (problem: string, of: string): never => {
      throw new AppError("request.invalid", `The variable ${name} ${problem}.`, { fields: [`${member}.${String(place)}.${of}`] });
    };
    const problem = secretVariableNameProblem(name);
    if (problem !== undefined) refuse(problem, "name");
    if (typeof value !== "string" && !kept.some((old) => old.name === name)) refuse("has no value yet: send one", "value");
    if (value === "refused") refuse("is refused by the mock", "value");
    return { name, head: head === true || compute !== true, compute: compute === true };
  });
}
