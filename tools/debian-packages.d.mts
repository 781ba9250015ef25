/** Packages are missing and could not be installed. `command` is what a person can run. */
export class PackagesMissing extends Error {
  readonly packages: readonly string[];
  readonly command: string;
  constructor(packages: readonly string[], reason: string);
}

/** Those of the named packages that are not installed, in the order given. */
export function missingDebianPackages(names: readonly string[]): Promise<readonly string[]>;

/**
 * Installs what is missing of the named packages, and answers with the names that it installed.
 * Services of the packages are not started. Two processes may call it at once.
 *
 * @throws PackagesMissing when this process may not install, or apt-get fails.
 */
export function ensureDebianPackages(
  names: readonly string[],
  options?: { readonly log?: (message: string) => void },
): Promise<readonly string[]>;
