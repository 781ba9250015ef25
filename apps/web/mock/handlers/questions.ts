import type { EnvironmentQuestionsResponse } from "@postern/contracts";
import { ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";
import { getEnvironment } from "./compute-envs.ts";

/** How often schedulers are asked: one account, which answers promptly, unless a test says otherwise. */
export const questionRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: "/api/postern/v1/compute-envs/:id/questions",
    answer: ({ params }) => {
      const { id } = getEnvironment(state, params["id"]);
      const account = { askedInLastMinute: 2, intervalSeconds: 30, lastAskedAt: isoAt(state.now() - 12_000), lastAnswerMs: 85 };
      const usual: EnvironmentQuestionsResponse = { isAskedHere: true, limitPerMinute: 30, accounts: [account] };
      return ok(state.questions.get(id) ?? usual);
    },
  },
];
