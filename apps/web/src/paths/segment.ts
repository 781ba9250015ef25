/** A name as one part of an address. */
export const segment = (text: string): string => encodeURIComponent(text);
