import { expect, test } from "vitest";
import { withModuleLoaded } from "./pre-run-line.ts";

test.each([
  ["no script", null, "module load nextflow/24.10.4"],
  ["a script", "module load java/17\nexport A=b\n", "module load java/17\nexport A=b\nmodule load nextflow/24.10.4"],
  ["an older one alone", "module load nextflow/23.10.1\nexport A=b", "export A=b\nmodule load nextflow/24.10.4"],
  [
    "an older one among others",
    "module load java/17 nextflow/23.10.1",
    "module load java/17 nextflow/23.10.1\nmodule load nextflow/24.10.4",
  ],
  ["a neighbour of the name", "module load nextflow-tools/1.0", "module load nextflow-tools/1.0\nmodule load nextflow/24.10.4"],
])("%s gets the line at its end", (_, script, expected) => {
  expect(withModuleLoaded(script, "nextflow/24.10.4")).toBe(expected);
});
