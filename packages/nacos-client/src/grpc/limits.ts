/** Largest message either side takes (nacos.md 4.6): a server answers nothing to a larger one. */
export const MAX_MESSAGE = 10 * 1024 * 1024
