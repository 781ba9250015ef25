import { AppError, isNextflowVersion } from "@postern/domain";

/** @throws request.invalid naming the member. */
export function refuseBadVersion(version: string, member = "version"): void {
  if (isNextflowVersion(version)) return;
  throw new AppError("request.invalid", "The version of Nextflow must be one such as 24.10.4 or 25.01.0-edge.", { fields: [member] });
}
