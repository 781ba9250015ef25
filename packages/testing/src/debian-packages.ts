export { ensureDebianPackages, missingDebianPackages, PackagesMissing } from "@postern/tools/debian-packages.mjs";
