/**
 * Whether two ids of one scheduler mean one job. Servers of PBS are told with and without their domain; what stands behind `@` or `;` says where
 * to ask, and a job may not know it of itself.
 */
export function isSameJob(one: string, other: string): boolean {
  const [first = "", second = ""] = [one, other].map((id) => id.split(/[@;]/)[0]);
  return first === second || first.startsWith(`${second}.`) || second.startsWith(`${first}.`);
}
