import { AppError } from "@postern/domain";
import type { SshAddress } from "./ssh-way.ts";

/** No host is passed twice: keys of hosts are known by name and port. The cluster's own host is the last. @throws request.invalid naming the member at fault. */
export function refuseTwice(way: readonly Pick<SshAddress, "host" | "port">[]): void {
  const names = way.map(({ host, port }) => `${host}:${String(port)}`);
  for (const [index, name] of names.slice(0, -1).entries()) {
    const other = names.lastIndexOf(name);
    if (other === index) continue;
    const what = other === names.length - 1 ? "the host of the cluster itself" : "on the way twice";
    const field = `jumpHosts.${String(other === names.length - 1 ? index : other)}.hostName`;
    throw new AppError("request.invalid", `${name} is ${what}.`, { fields: [field] });
  }
}
