import { AppError } from "@postern/domain";
import { hash, verify } from "@node-rs/argon2";

/** Argon2id as OWASP advises: 19 MiB, 2 passes, 1 lane. About 7 ms here. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
export const minPasswordLength = 12;
const maxPasswordLength = 1024;

/**
 * `field`: what the member of the request is called.
 *
 * @throws user.password_weak when it is too short, too long, or holds control characters.
 */
export async function hashPassword(password: string, field = "password"): Promise<string> {
  if (password.length < minPasswordLength) {
    throw new AppError("user.password_weak", `The password needs at least ${String(minPasswordLength)} characters.`, { fields: [field] });
  }
  if (password.length > maxPasswordLength || password.includes("\0")) {
    throw new AppError("user.password_weak", "The password is too long, or holds characters that cannot be typed.", { fields: [field] });
  }
  return hash(password, options);
}

/**
 * Whether the password is the one behind `stored`. Takes as long when there is nothing stored,
 * so that nobody learns from the time which addresses have accounts.
 */
export async function isPasswordRight(stored: string | null, password: string): Promise<boolean> {
  if (stored === null) {
    await hash(password, options);
    return false;
  }
  return verify(stored, password);
}
