import { existsSync } from 'node:fs'
import path from 'node:path'

const PROGRAMS = {
  start: ['examples/tour/src/main.ts'],
  test: ['node_modules/vitest/vitest.mjs', 'run'],
  check: ['scripts/check.mjs'],
  bench: ['scripts/bench.mjs'],
  chassis: ['packages/cli/src/main.ts']
}

// `example first-service/order` runs examples/first-service/src/order.ts in that example's folder.
export const VERBS = [...Object.keys(PROGRAMS), 'example']

/**
 * What a verb runs, and where.
 *
 * @param {string} root
 * @param {string} verb
 * @param {readonly string[]} rest arguments passed on
 */
export function commandFor(root, verb, rest) {
  if (verb === 'example') {
    const [name = '', ...args] = rest
    const [folder = '', file = 'main'] = name.split('/')
    const cwd = path.join(root, 'examples', folder)
    const common = path.join(cwd, 'src', `${file}.cjs`)
    return { program: existsSync(common) ? common : path.join(cwd, 'src', `${file}.ts`), args, cwd }
  }
  const [program, ...first] = PROGRAMS[verb]
  return {
    program: path.join(root, program),
    args: [...first, ...rest],
    // npm moves to the root of the package; file names given to the command line mean the folder it was called in.
    cwd: verb === 'chassis' ? process.env.INIT_CWD || process.cwd() : root
  }
}
