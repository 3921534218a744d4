/**
 * Vectors whose routes or features the engine does not have yet, and which. They are run nevertheless: one that passes
 * fails the suite, so that this list cannot rot.
 */
export const NOT_BUILT_REGISTRY: Readonly<Record<string, string>> = {}
