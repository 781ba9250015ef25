import type { JumpHost, JumpHostAnswer } from "@postern/contracts";
import { AppError } from "@postern/domain";

/** As the server answers them; it refuses the host of the cluster itself by its line. */
export function readJumpHosts(wanted: readonly JumpHost[], login: string | null): readonly JumpHostAnswer[] {
  const place = wanted.findIndex(({ hostName }) => hostName === login);
  if (place < 0) return wanted.map((host) => ({ ...host, port: host.port ?? 22 }));
  const fields = [`jumpHosts.${String(place)}.hostName`];
  throw new AppError("request.invalid", `${login ?? ""} is the host of the cluster itself.`, { fields });
}
