import type { CreateLabelRequest } from "@postern/contracts";
import { entityNameProblem } from "@postern/domain";

/** A label as somebody types it: a word, or a name and a value with `=` between them. */
export function parseLabel(text: string): CreateLabelRequest {
  const place = text.indexOf("=");
  if (place < 0) return { name: text.trim() };
  return { name: text.slice(0, place).trim(), value: text.slice(place + 1).trim(), resource: true };
}

/** Why it cannot be made; `undefined` when it can, as far as we know. What may stand in a value, the server says. */
export function labelProblem({ name, value, resource }: CreateLabelRequest): string | undefined {
  if (resource !== true) return entityNameProblem(name);
  if (name === "") return "A name is needed before the =.";
  return value === "" || value === undefined || value === null ? "A value is needed behind the =." : undefined;
}
