import type { Compilable, CompiledQuery } from "kysely";
import type { Query } from "./database.ts";

export interface KeptResult<Row> {
  readonly rows: readonly Row[];
  /** Rows that were written. */
  readonly changed: number;
}

/**
 * A statement of one form that is asked for so often that writing its text would take longer than running it: the query builder writes it
 * once for each storage, and from then on only values are put in.
 *
 * `build` gets stand-ins of the values, under the same names: it hands them to the builder, and must not look at them. A value that is not
 * there is null.
 */
export function keptStatement<Values extends object, Row = unknown>(
  names: readonly (keyof Values & string)[],
  build: (query: Query, values: Values) => Compilable<Row>,
): (query: Query, values: Values) => Promise<KeptResult<Row>> {
  const forms = new WeakMap<object, CompiledQuery<Row>>();
  // SAFETY: the builder takes each of them for a value, as it would the real one.
  const standIns = Object.fromEntries(names.map((name) => [name, new StandIn(name)])) as unknown as Values;
  return async (query, values) => {
    // Transactions share it with the storage that they belong to.
    const executor = query.getExecutor();
    const known = forms.get(executor.adapter);
    const form = known ?? build(query, standIns).compile();
    forms.set(executor.adapter, form);
    // Plugins hear of every use, as they heard of the first when its text was made.
    if (known !== undefined) executor.transformQuery(form.query, form.queryId);
    const parameters = form.parameters.map((parameter) =>
      parameter instanceof StandIn ? (values[parameter.name as keyof Values] ?? null) : parameter,
    );
    const { rows, numAffectedRows } = await query.executeQuery<Row>({ ...form, parameters });
    return { rows, changed: Number(numAffectedRows ?? 0) };
  };
}

/** Stands for a value while the text of a statement is made. */
class StandIn {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}
