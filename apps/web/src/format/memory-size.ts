const unitMegabytes: Readonly<Partial<Record<string, number>>> = { m: 1, g: 1024, t: 1024 * 1024 };

/** Megabytes of `4 GB`, `4G`, `512 MB` or `1.5 TB`; a number alone is not understood, as schedulers differ about it. */
export function parseMemorySize(text: string): number | undefined {
  const groups = /^(?<number>\d{1,9}(?:\.\d{1,3})?)\s*(?<unit>[mgt])i?b?$/i.exec(text.trim())?.groups;
  const factor = unitMegabytes[(groups?.["unit"] ?? "").toLowerCase()];
  return factor === undefined ? undefined : Math.ceil(Number(groups?.["number"]) * factor);
}

/** The same backwards, exactly: in the largest unit that leaves nothing over. */
export { writeMemorySize as formatMemorySize } from "@postern/domain";
