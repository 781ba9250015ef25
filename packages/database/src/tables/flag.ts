/** A boolean as both engines give it. */
export type Flag = 0 | 1;
