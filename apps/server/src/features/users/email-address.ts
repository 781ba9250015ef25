import { AppError } from "@postern/domain";

const maxLength = 255;

/** Addresses are kept in lower case. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** @throws request.invalid for what is no address. */
export function checkedEmail(raw: string): string {
  const email = normalizeEmail(raw);
  if (/^[^\s\p{Cc}@]+@[^\s\p{Cc}@]+$/u.test(email) && email.length <= maxLength && email.isWellFormed()) return email;
  throw new AppError("request.invalid", "The e-mail address is not one.", { fields: ["email"] });
}
