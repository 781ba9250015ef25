/** Arrivals and departures are told at once; a sign of life is told to nobody, and asked for this often while somebody looks. */
export const heardEveryMs = 5000;
