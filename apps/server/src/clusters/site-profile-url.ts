/** Where nf-core keeps what institutions say of their clusters; pipelines of nf-core read it there too. */
export function siteProfileUrl(name: string): string {
  return `https://raw.githubusercontent.com/nf-core/configs/master/conf/${name}.config`;
}
