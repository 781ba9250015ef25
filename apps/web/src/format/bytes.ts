const units = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

/** A size in bytes with the unit in which it has one to three digits before the point; 1 kB is 1024 bytes, as in Nextflow. */
export function formatBytes(sizeBytes: number, locale?: string): string {
  let value = sizeBytes;
  let step = 0;
  // 1023.95 would be rounded to "1,024".
  while (Math.abs(value) >= 1023.95 && step < units.length - 1) {
    value /= 1024;
    step += 1;
  }
  const digits = step === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString(locale, { maximumFractionDigits: digits })} ${units[step] ?? "B"}`;
}
