import type { SecretVariableWish } from "@postern/contracts";
import { AppError, secretVariableNameProblem, secretVariableValueProblem } from "@postern/domain";
import type { OpenedVariable, SecretVariable, ValuedVariable } from "./secret-variable.ts";

/** One that is wanted. Without a value: the one that is kept. */
export interface WantedVariable extends SecretVariable {
  readonly value: string | undefined;
}

/** @throws request.invalid naming the member at fault, as `variables.0.name`, and never a value. */
export function readVariables(wishes: readonly SecretVariableWish[], { kept, member: list }: Present): readonly WantedVariable[] {
  return wishes.map(({ name, value, head, compute }, index) => {
    const refuse = (problem: string, member: string): never => {
      throw new AppError("request.invalid", `The variable ${name} ${problem}.`, { fields: [`${list}.${String(index)}.${member}`] });
    };
    const problem = secretVariableNameProblem(name);
    if (problem !== undefined) refuse(problem, "name");
    if (wishes.findIndex((other) => other.name === name) < index) refuse("is named twice", "name");
    if (isNone(value) && !kept.some((old) => old.name === name)) refuse("has no value yet: send one", "value");
    const wanted = { name, head: head === true || compute !== true, compute: compute === true };
    if (isNone(value)) return { ...wanted, value: undefined };
    const wrong = secretVariableValueProblem(value, wanted);
    if (wrong !== undefined) refuse(wrong, "value");
    return { ...wanted, value };
  });
}

interface Present {
  readonly kept: readonly SecretVariable[];
  /** The member of the request in which they stand. */
  readonly member: string;
}

/** For an environment that is being made: there is nothing to keep. @throws request.invalid as `secretVariables.0.name` */
export function readFirstVariables(wishes: readonly SecretVariableWish[] | null | undefined): readonly ValuedVariable[] {
  return withKept(readVariables(wishes ?? [], { kept: [], member: "secretVariables" }), []);
}

/**
 * With the kept values filled in, to be sealed at once.
 *
 * @throws request.invalid for one that is kept and cannot be what it is wanted to be now. @throws request.outdated when it is gone.
 */
export function withKept(wanted: readonly WantedVariable[], kept: readonly OpenedVariable[]): readonly ValuedVariable[] {
  return wanted.map((each, index) => {
    const value = each.value ?? kept.find(({ name }) => name === each.name)?.value.useText((text) => text);
    if (value === undefined)
      throw new AppError("request.outdated", "Somebody has changed it since you looked.", { fields: ["lastUpdated"] });
    const wrong = secretVariableValueProblem(value, each);
    if (wrong === undefined) return { ...each, value };
    const fields = [`variables.${String(index)}.compute`];
    throw new AppError("request.invalid", `The variable ${each.name} ${wrong}.`, { fields });
  });
}

const isNone = (value: string | null | undefined): value is null | undefined => value === undefined || value === null;
