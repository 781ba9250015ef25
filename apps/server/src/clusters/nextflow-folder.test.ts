import { expect, test } from "vitest";
import { nextflowFolderIn } from "./nextflow-folder.ts";

test("the folder stands in the work directory, also where that is the root", () => {
  expect([nextflowFolderIn("/scratch/work"), nextflowFolderIn("/")]).toEqual(["/scratch/work/.postern/nextflow", "/.postern/nextflow"]);
});
