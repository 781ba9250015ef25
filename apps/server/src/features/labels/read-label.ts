import { AppError, entityNameProblem } from "@postern/domain";

/** What may stand in clouds and schedulers alike: no commas, quotes or line ends. */
const resourceName = /^[\p{L}\p{N}][\p{L}\p{N} _.:/+@-]{0,127}$/u;
const resourceValue = /^[\p{L}\p{N} _.:/=+@-]{1,255}$/u;

export interface WantedLabel {
  readonly name: string;
  /** Null for a word. */
  readonly value: string | null;
}

/** @throws label.invalid naming the member. */
export function refuseBadLabel({ name, value }: WantedLabel): void {
  if (value === null) {
    const problem = entityNameProblem(name);
    if (problem !== undefined) throw invalid(problem, "name");
    return;
  }
  if (!resourceName.test(name)) {
    throw invalid(
      "The name of a resource label has 1 to 128 letters, digits, spaces or _ . : / + @ - and begins with a letter or a digit.",
      "name",
    );
  }
  if (value.includes("${")) throw invalid("Variables in the values of labels are not offered by this server.", "value");
  if (!resourceValue.test(value)) {
    throw invalid("The value of a resource label has 1 to 255 letters, digits, spaces or _ . : / = + @ -", "value");
  }
}

export function invalid(message: string, field: string): AppError {
  return new AppError("label.invalid", message, { fields: [field] });
}
