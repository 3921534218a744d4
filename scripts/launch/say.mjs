/** A failure that one line explains. */
export class LaunchError extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode
   */
  constructor(message, exitCode) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Standard error, so that data on standard output stays clean. */
export function say(/** @type {string} */ line) {
  process.stderr.write(`node-chassis: ${line}\n`)
}
