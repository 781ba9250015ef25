import { AppError } from "@postern/domain";
import { failBySentinel, noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import type { MockState } from "../state.ts";

const cookie = { "set-cookie": "mock-session=1; Path=/; HttpOnly; SameSite=Lax" };
const goneCookie = { "set-cookie": "mock-session=; Path=/; Max-Age=0" };

/** Links: `first-run`, `sign-in`, `invitation` and `password-reset` work, any other is used up. */
export const sessionRoutes = (state: MockState): readonly Route[] => [
  { method: "GET", path: "/api/postern/v1/session", answer: () => ok(state.session) },
  { method: "DELETE", path: "/api/postern/v1/session", answer: () => ({ ...noContent, headers: goneCookie }) },
  {
    method: "POST",
    path: "/api/postern/v1/session",
    isOpen: true,
    answer: ({ body }) => {
      const { email, password } = body as { email: string; password: string };
      failBySentinel(email);
      if (password !== state.password) throw new AppError("auth.failed", "The e-mail address or the password is wrong.");
      return { ...ok(state.session), headers: cookie };
    },
  },
  {
    method: "GET",
    path: "/api/postern/v1/setup/:link",
    isOpen: true,
    answer: ({ params }) => ok(linkOf(params["link"] ?? "", state)),
  },
  {
    method: "POST",
    path: "/api/postern/v1/setup/:link",
    isOpen: true,
    answer: ({ params, body }) => {
      linkOf(params["link"] ?? "", state);
      const { email = "", password = "correct horse battery" } = (body ?? {}) as { email?: string; password?: string };
      failBySentinel(email);
      if (password.length < 12) throw new AppError("user.password_weak", "The password is too short.", { fields: ["/password"] });
      return { ...ok(state.session), headers: cookie };
    },
  },
];

function linkOf(link: string, state: MockState) {
  if (link === "first-run") return { purpose: "first-run", email: null };
  if (link === "sign-in") return { purpose: "sign-in", email: state.session.user.email };
  if (link === "invitation") return { purpose: "invitation", email: "rosa@example.org" };
  if (link === "password-reset") return { purpose: "password-reset", email: state.session.user.email };
  throw new AppError("auth.link_used", "This link was used already, or is too old.");
}
