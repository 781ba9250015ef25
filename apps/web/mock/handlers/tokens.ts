import { AppError } from "@postern/domain";
import { failBySentinel, noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import { isoAt } from "../state.ts";
import type { MockState } from "../state.ts";

export const tokenRoutes = (state: MockState): readonly Route[] => [
  { method: "GET", path: "/api/tokens", answer: () => ok({ tokens: state.tokens }) },
  {
    method: "POST",
    path: "/api/tokens",
    answer: ({ body }) => {
      const { name } = body as { name: string };
      failBySentinel(name);
      if (state.tokens.some((token) => token.name === name))
        throw new AppError("token.name_taken", `A token named ${name} already exists.`);
      state.counter += 1;
      const token = { id: 1000 + state.counter, name, dateCreated: isoAt(state.now()), lastUsed: null };
      state.tokens = [token, ...state.tokens];
      return ok({ accessKey: `eyJ0aWQiOiAxfS5tb2NrLXRva2VuLTAwMDAwMDAwMDAwMDAw${String(state.counter)}`, token });
    },
  },
  {
    method: "DELETE",
    path: "/api/tokens/:id",
    answer: ({ params }) => {
      const token = state.tokens.find((one) => String(one.id) === params["id"]);
      if (token === undefined) throw new AppError("token.not_found", "The token was not found.");
      state.tokens = state.tokens.filter((one) => one !== token);
      return noContent;
    },
  },
];
