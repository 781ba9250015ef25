/** Argon2id as OWASP advises: 19 MiB, 2 passes, 1 lane. 7 to 20 ms of a core. */
export const argon2Cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
