import type { UserService } from "../users/service.ts";
import type { AuditEntry } from "../audit/service.ts";

/**
 * What the trail says of somebody who was not let in: as whom they came, and through the context from where.
 *
 * SAFETY: the same steps are taken for addresses with and without an account, and nothing of them is in the answer.
 */
export async function describeRefusal(email: string, users: Pick<UserService, "findByEmail">): Promise<AuditEntry> {
  const user = await users.findByEmail(email);
  return {
    ...{ actor: null, action: "session.refuse", targetKind: "user", targetId: user === undefined ? "unknown" : String(user.id) },
    ...(user === undefined ? {} : { targetName: user.user_name }),
    detail: { email: isAddress(email) ? email.trim() : null },
  };
}

// People type passwords into the wrong field; those must not be kept.
function isAddress(text: string): boolean {
  return text.length <= 254 && /^\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*$/.test(text);
}
