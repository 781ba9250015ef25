import { expect, test } from "vitest";
import { ApiError } from "../../api/api-error.ts";
import { blamedJumpHosts, jumpHostProblems, jumpHostsRequest, jumpHostValues, newJumpHost, withMovedLine } from "./jump-host-form.ts";

const gate = { hostName: "gate.example.org", port: "22", userName: "js123", credentialsId: "c1" };
const inner = { ...gate, hostName: "inner", port: "2222" };

test("what the server told goes through the form and back", () => {
  const jumpHosts = [{ hostName: "gate.example.org", port: 22, userName: "js123", credentialsId: "c1" }];

  expect(jumpHostsRequest(jumpHostValues({ jumpHosts }).lines)).toEqual(jumpHosts);
});

test("problems stand at their line and field; a line that is right has none", () => {
  expect(jumpHostProblems([gate, { ...newJumpHost(""), port: "0" }])).toEqual({
    1: {
      hostName: "The name of the jump host is needed.",
      port: "A port is a number from 1 to 65535.",
      userName: "The name of the account is needed.",
      credentialsId: "Choose the SSH key for this account.",
    },
  });
});

test("what the server blames stands at its line; what is another's field is not taken for one", () => {
  const blame = (field: string) => blamedJumpHosts(new ApiError({ status: 400, message: "It is twice on the way.", fields: [field] }));

  expect(blame("jumpHosts.1.hostName")).toEqual({ 1: { hostName: "It is twice on the way." } });
  expect(blame("/jumpHosts/0/credentialsId")).toEqual({ 0: { credentialsId: "It is twice on the way." } });
  expect([blame("computeEnv.config.hostName"), blame("jumpHosts"), blamedJumpHosts(null)]).toEqual([{}, {}, {}]);
});

test("a line is moved, and no further than to the ends", () => {
  const lines = [gate, inner];

  expect(withMovedLine(lines, 1, 0)).toEqual([inner, gate]);
  expect(withMovedLine(lines, 0, 1)).toEqual([inner, gate]);
  expect([withMovedLine(lines, 0, -1), withMovedLine(lines, 1, 2)]).toEqual([lines, lines]);
});
