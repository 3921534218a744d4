// Runs before undici is loaded; `isolated.ts` imports this file first. The order of the two imports is the point.

/** Where undici 5 to 7, and the copies of them inside Node 22 and 24, look for the process-wide dispatcher. */
export const LEGACY_DISPATCHER = Symbol.for('undici.globalDispatcher.1')

// Reading a fetch global makes Node load its bundled undici (lazily, 20 to 30 ms, once), which takes the symbol while
// nobody else has. Loaded after ours it would find our dispatcher there and use that for everybody's built-in fetch.
void globalThis.Response

/** What the symbol held before our undici was loaded. */
export const recordedDispatcher: unknown = (globalThis as Record<symbol, unknown>)[LEGACY_DISPATCHER]
