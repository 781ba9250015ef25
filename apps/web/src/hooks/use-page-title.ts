import { useDocumentTitle } from "@mantine/hooks";

/** `usePageTitle("grave_hopper", "Runs")` is `grave_hopper · Runs · Postern`. */
export function usePageTitle(...parts: readonly (string | undefined)[]): void {
  useDocumentTitle([...parts.filter((part) => part !== undefined), "Postern"].join(" · "));
}
