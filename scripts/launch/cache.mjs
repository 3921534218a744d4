import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const fileOf = (root) => path.join(root, 'node_modules', '.toolchain.json')

/**
 * What earlier starts found out. Nothing in it is trusted further than that the files it names exist.
 *
 * @param {string} root
 * @returns {{ node?: string, nodeVersion?: string, pnpm?: string, installed?: string }}
 */
export function readCache(root) {
  try {
    return JSON.parse(readFileSync(fileOf(root), 'utf8'))
  } catch {
    return {}
  }
}

/** Replaced in one step, because several starts may run at once. */
export function updateCache(/** @type {string} */ root, /** @type {object} */ changes) {
  const file = fileOf(root)
  mkdirSync(path.dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify({ ...readCache(root), ...changes }, null, 2)}\n`)
  renameSync(draft, file)
}
