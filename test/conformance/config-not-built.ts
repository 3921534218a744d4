/**
 * Vectors of the configuration centre that are not passed yet, and why. The suite runs them nevertheless where they cost
 * little: one that passes fails it, so that this list cannot rot.
 */
export const CONFIG_NOT_BUILT: Readonly<Record<string, string>> = {}

/** Vectors that take longer than a suite should. Run with `CHASSIS_SLOW_VECTORS=1`. */
export const CONFIG_SLOW: Readonly<Record<string, string>> = {
  E33: 'waits 65 s for real: what it shows is that no time limit of the HTTP server cuts a poll, which no simulated clock can'
}
