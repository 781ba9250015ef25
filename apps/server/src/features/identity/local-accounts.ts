import { AppError, toUserId } from "@postern/domain";
import type { UserService } from "../users/service.ts";
import type { Identity, Proof, Verified } from "./identity.ts";
import type { PasswordHashes } from "../../passwords/password-hashes.ts";

/** Accounts whose passwords this server keeps, as slow hashes. */
export class LocalAccounts implements Identity {
  readonly #users: UserService;
  readonly #hashes: PasswordHashes;

  constructor(users: UserService, hashes: PasswordHashes) {
    this.#users = users;
    this.#hashes = hashes;
  }

  async verify({ email, password }: Proof): Promise<Verified> {
    const user = await this.#users.findByEmail(email);
    const known = user?.password_hash ?? null;
    const isRight = await this.#hashes.isRight(known, password);
    if (user === undefined || !isRight) throw failed();
    const userId = toUserId(user.id);
    return {
      userId,
      confirm: async (query) => {
        const now = await this.#users.holdActive(query, userId);
        if (now?.password_hash !== known) throw failed();
      },
    };
  }
}

function failed(): AppError {
  return new AppError("auth.failed", "The e-mail address or the password is wrong.");
}
