import { UnsealRequest, VaultStateResponse } from "@postern/contracts";
import type { HttpApp } from "../../http/http-app.ts";
import type { UnsealService } from "./service.ts";

const path = "/api/postern/v1/vault";

export function registerUnsealRoutes(app: HttpApp, unseal: UnsealService): void {
  const answer = (): VaultStateResponse => ({ isSealed: unseal.isSealed });

  app.get(path, { schema: { summary: "Whether the vault is sealed", response: { 200: VaultStateResponse } } }, answer);

  app.post(
    `${path}/unseal`,
    { schema: { summary: "Unseal the vault by its passphrase", body: UnsealRequest, response: { 200: VaultStateResponse } } },
    async (request) => {
      await unseal.unseal(request.body.passphrase);
      return answer();
    },
  );
}
