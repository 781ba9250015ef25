/**
 * Sites for which nf-core keeps a profile, by the names of their hosts. A profile is proposed for no other: what a name might mean is not guessed.
 * Names of profiles as in nf-core/configs; of hosts, as the sites publish them for signing in.
 */
const sites: readonly { readonly profile: string; readonly domain: string }[] = [
  { profile: "biowulf", domain: "biowulf.nih.gov" },
  { profile: "cheaha", domain: "cheaha.rc.uab.edu" },
  { profile: "eddie", domain: "eddie.ecdf.ed.ac.uk" },
  { profile: "ethz_euler", domain: "euler.ethz.ch" },
  { profile: "nci_gadi", domain: "gadi.nci.org.au" },
  { profile: "pawsey_setonix", domain: "setonix.pawsey.org.au" },
  { profile: "ucl_myriad", domain: "myriad.rc.ucl.ac.uk" },
  { profile: "uppmax", domain: "uppmax.uu.se" },
];

/** The profile of the site to which one of these hosts belongs. */
export function findSiteProfile(hosts: readonly string[]): string | undefined {
  const names = hosts.map((host) => host.toLowerCase().replace(/\.$/, ""));
  return sites.find(({ domain }) => names.some((name) => name === domain || name.endsWith(`.${domain}`)))?.profile;
}
