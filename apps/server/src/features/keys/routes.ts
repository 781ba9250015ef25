import { DescribeKeysResponse, KeyTermParams } from "@postern/contracts";
import type { UserId } from "@postern/domain";
import { callerOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { KeyService } from "./service.ts";
import { toKeysAnswer } from "./wire.ts";

const base = "/api/postern/v1/admin/keys";
const response = { 200: DescribeKeysResponse };

export function registerKeyRoutes(app: HttpApp, keys: KeyService): void {
  const describe = async (): Promise<DescribeKeysResponse> => toKeysAnswer(await keys.describe());

  app.get(base, { schema: { summary: "Describe the master keys, and how far a rotation is", response } }, describe);

  const acts: readonly { readonly name: string; readonly summary: string; readonly act: (actor: UserId) => Promise<unknown> }[] = [
    { name: "rotate", summary: "Make a new master key, and begin to bring every record to it", act: (actor) => keys.rotate(actor) },
    { name: "stop", summary: "Stop the rotation between two records", act: (actor) => keys.stop(actor) },
    { name: "resume", summary: "Go on with the rotation, and try again what failed", act: (actor) => keys.resume(actor) },
  ];
  for (const { name, summary, act } of acts) {
    app.post(`${base}/${name}`, { schema: { summary, response } }, async (request) => {
      await act(callerOf(request).userId);
      return describe();
    });
  }

  app.delete(
    `${base}/:term`,
    { schema: { summary: "Drop a master key that nothing needs any more, for ever", params: KeyTermParams, response } },
    async (request) => {
      await keys.drop(callerOf(request).userId, request.params.term);
      return describe();
    },
  );
}
