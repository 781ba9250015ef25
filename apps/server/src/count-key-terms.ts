import { KeyFileSeal } from "@postern/vault";

/** How many key terms a key file holds. @throws as `KeyFileSeal.open`: missing, readable by others, damaged. */
export async function countKeyTerms(keyFile: string): Promise<number> {
  const seal = await KeyFileSeal.open(keyFile);
  const keys = await seal.unseal();
  const { length } = keys.terms;
  keys.destroy();
  return length;
}
