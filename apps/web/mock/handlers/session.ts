import type { SessionResponse } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { failBySentinel, noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import { findPerson, personOf } from "../organizations/world.ts";
import type { MockState } from "../state.ts";

const cookie = (userId = 1) => ({ "set-cookie": `mock-session=${String(userId)}; Path=/; HttpOnly; SameSite=Lax` });
const goneCookie = { "set-cookie": "mock-session=; Path=/; Max-Age=0" };

/** Links: `first-run`, `sign-in`, `invitation` and `password-reset` work, any other is used up. */
export const sessionRoutes = (state: MockState): readonly Route[] => [
  { method: "GET", path: "/api/postern/v1/session", answer: ({ userId }) => ok(sessionOf(state, userId)) },
  { method: "DELETE", path: "/api/postern/v1/session", answer: () => ({ ...noContent, headers: goneCookie }) },
  {
    method: "POST",
    path: "/api/postern/v1/session",
    isOpen: true,
    answer: ({ body }) => {
      const { email, password } = body as { email: string; password: string };
      failBySentinel(email);
      if (state.account.isSealed) throw new AppError("vault.sealed", "The vault is sealed.");
      if (password !== state.password) throw new AppError("auth.failed", "The e-mail address or the password is wrong.");
      const person = findPerson(state.world, email) ?? personOf(state.world, 1);
      return { ...ok(sessionOf(state, person.userId)), headers: cookie(person.userId) };
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
      return { ...ok(state.session), headers: cookie() };
    },
  },
];

/** The first person may have changed their profile since; only they administer the server. */
function sessionOf({ session, world }: MockState, userId: number): SessionResponse {
  if (userId === session.user.id) return session;
  const { userName, email, firstName, lastName } = personOf(world, userId);
  const user = { ...session.user, id: userId, userName, name: userName, email, firstName, lastName };
  return { ...session, user, isAdministrator: false, mayCreateOrganizations: world.isFoundingOpen, mayUseServerMachine: false };
}

function linkOf(link: string, state: MockState) {
  if (link === "first-run") return { purpose: "first-run", email: null };
  if (link === "sign-in") return { purpose: "sign-in", email: state.session.user.email };
  if (link === "invitation") return { purpose: "invitation", email: "rosa@example.org" };
  if (link === "password-reset") return { purpose: "password-reset", email: state.session.user.email };
  throw new AppError("auth.link_used", "This link was used already, or is too old.");
}
