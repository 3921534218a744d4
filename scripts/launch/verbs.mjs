import path from 'node:path'

const PROGRAMS = {
  start: ['examples/tour/src/main.ts'],
  test: ['node_modules/vitest/vitest.mjs', 'run'],
  check: ['scripts/check.mjs'],
  bench: ['scripts/bench.mjs'],
  chassis: ['packages/cli/src/main.ts']
}

export const VERBS = Object.keys(PROGRAMS)

/**
 * What a verb runs, and where.
 *
 * @param {string} root
 * @param {string} verb
 * @param {readonly string[]} rest arguments passed on
 */
export function commandFor(root, verb, rest) {
  const [program, ...first] = PROGRAMS[verb]
  return {
    program: path.join(root, program),
    args: [...first, ...rest],
    // npm moves to the root of the package; file names given to the command line mean the folder it was called in.
    cwd: verb === 'chassis' ? process.env.INIT_CWD || process.cwd() : root
  }
}
