import { answerProblems } from "./answer-problems.ts";
import type { Exchange } from "./exchange.ts";
import { readPublishedApi } from "./published-api.ts";
import { bodyProblems, queryProblems } from "./request-problems.ts";
import { createSchemaProblems } from "./schema-validators.ts";

export interface ContractCheck {
  /** Names of all published operations with one of these tags, sorted. */
  operationsOf(tags: readonly string[]): readonly string[];
  /** What about this exchange is not as published, one sentence each. Nothing is wrong with a refusal that says what it is. */
  problemsOf(exchange: Exchange): readonly string[];
  /** Operations that were answered 2xx, with nothing wrong. */
  readonly shown: ReadonlySet<string>;
}

/** Holds calls against the published file, loosened where it is known to differ from the wire. */
export function createContractCheck(): ContractCheck {
  const api = readPublishedApi();
  const schemaProblems = createSchemaProblems(api);
  const shown = new Set<string>();

  const problemsOf = (exchange: Exchange): readonly string[] => {
    const [path = "", query = ""] = exchange.path.split("?");
    const operation = api.find(exchange.method, path);
    if (operation === undefined) return [`${exchange.method} ${path} is no published operation`];
    const isTaken = exchange.status < 300;
    // What is refused may have been wrong on purpose.
    const asked = isTaken
      ? [...queryProblems(operation, query, schemaProblems), ...bodyProblems(operation, exchange.requestBody, schemaProblems)]
      : [];
    const problems = [...asked, ...answerProblems(operation, exchange, schemaProblems)];
    if (isTaken && problems.length === 0) shown.add(operation.name);
    return problems.map((problem) => `${operation.name}: ${problem}`);
  };

  const operationsOf = (tags: readonly string[]): readonly string[] =>
    api.operations
      .filter((operation) => operation.tags.some((tag) => tags.includes(tag)))
      .map(({ name }) => name)
      .sort();

  return { shown, problemsOf, operationsOf };
}
