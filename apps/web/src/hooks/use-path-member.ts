import { useParams } from "@tanstack/react-router";

/** A member of the path, such as `runId`; empty on a page whose path has none. */
export function usePathMember(name: string): string {
  const members: Readonly<Record<string, string | undefined>> = useParams({ strict: false });
  return members[name] ?? "";
}
