import type { UpdateSecretVariablesRequest } from "@postern/contracts";
import { noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockSecretVariables, MockState } from "../state.ts";
import { getEnvironment } from "./compute-envs.ts";
import { putEnvironment } from "./environment-edits.ts";
import { outdated } from "./organizations.ts";
import { readSecretVariables } from "./secret-variables-answer.ts";

const path = "/api/postern/v1/compute-envs/:id/secret-variables";

/** The variables of environments whose values nobody is shown. */
export const secretVariableRoutes = (state: MockState): readonly Route[] => {
  const of = (id: string): MockSecretVariables => state.secretVariables.get(id) ?? { variables: [], usage: [] };
  return [
    {
      method: "GET",
      path,
      answer: ({ params }) => {
        const { id, lastUpdated } = getEnvironment(state, params["id"]);
        return ok({ variables: of(id).variables, lastUpdated });
      },
    },
    {
      method: "PUT",
      path,
      answer: ({ params, body }) => {
        const { variables: wishes, lastUpdated } = body as UpdateSecretVariablesRequest;
        const one = getEnvironment(state, params["id"]);
        if (lastUpdated !== undefined && lastUpdated !== one.lastUpdated) return outdated("The environment");
        const { variables: kept, usage } = of(one.id);
        const variables = readSecretVariables(wishes, { kept, member: "variables" });
        const isKeeping = wishes.some(({ value }) => value === undefined);
        const edit = { at: isoAt(state.now()), who: { id: 1, userName: "jane" }, purpose: "edit", run: null };
        state.secretVariables.set(one.id, { variables, usage: isKeeping ? [edit, ...usage] : usage });
        putEnvironment(state, one);
        return noContent;
      },
    },
    {
      method: "GET",
      path: `${path}/usage`,
      answer: ({ params, query }) => {
        const { usage } = of(getEnvironment(state, params["id"]).id);
        const [from, max] = [Number(query.get("cursor") ?? "0"), Number(query.get("max") ?? "25")];
        return ok({ usage: usage.slice(from, from + max), nextCursor: usage.length > from + max ? String(from + max) : null });
      },
    },
  ];
};
