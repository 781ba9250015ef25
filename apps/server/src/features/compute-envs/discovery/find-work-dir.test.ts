import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { FakeCluster } from "../check/fake-cluster.fixture.ts";
import { findWorkDir } from "./find-work-dir.ts";

test("where no profile names a scratch folder, one of its own in the home is proposed, and not the home", async () => {
  const cluster = new FakeCluster(new ManualClock());
  cluster.peer = { ...cluster.peer, kind: "ssh" };
  cluster.answers.set("bash -l", "");

  expect(await findWorkDir(cluster)).toEqual({ path: "$HOME/postern-work", resolved: "/home/jane/postern-work", kind: "home" });

  cluster.home = undefined;
  expect(await findWorkDir(cluster)).toBeUndefined();
});
