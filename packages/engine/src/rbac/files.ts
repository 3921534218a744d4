import { readFile, writeFile } from 'node:fs/promises'
import { LifecycleError } from '@node-chassis/core'
import type { RbacOptions } from './index.ts'
import { createPrivateKeyPem } from './tokens.ts'

/** What a program is told of RBAC on its command line. */
export interface RbacFlags {
  readonly rbac?: boolean | undefined
  readonly rootPasswordFile?: string | undefined
  readonly rbacPrivateKey?: string | undefined
}

/** Where the secrets are. A password in a file stays out of the list of processes and of the shell's history. */
export interface RbacFiles {
  readonly rootPassword: string
  readonly privateKey?: string
}

/** Undefined when RBAC is off. @throws Error naming the flag that is missing */
export function rbacFilesOf({ rbac, rootPasswordFile, rbacPrivateKey }: RbacFlags): RbacFiles | undefined {
  if (rbac === true) {
    if (rootPasswordFile === undefined)
      throw new Error('--rbac needs --root-password-file: a file that holds the password of root')
    return { rootPassword: rootPasswordFile, ...(rbacPrivateKey && { privateKey: rbacPrivateKey }) }
  }
  const orphan = rootPasswordFile === undefined ? '--rbac-private-key' : '--root-password-file'
  if ((rootPasswordFile ?? rbacPrivateKey) !== undefined) throw new Error(`${orphan} needs --rbac`)
  return undefined
}

/**
 * Reads the password (its line end does not count) and the key. A key file that is not there is made, for its owner
 * alone (0600), so that tokens outlive the engine.
 * @throws LifecycleError `CHS_INVALID_ARGUMENT` naming the file
 */
export async function readRbacFiles({ rootPassword, privateKey }: RbacFiles): Promise<RbacOptions> {
  const text = await naming('the password of root', rootPassword, () => readFile(rootPassword, 'utf8'))
  const password = text.replace(/\r?\n$/, '')
  if (privateKey === undefined) return { rootPassword: password }
  const pem = await naming('the private key for tokens', privateKey, () => readOrCreate(privateKey))
  return { rootPassword: password, privateKeyPem: pem }
}

async function naming(what: string, file: string, read: () => Promise<string>): Promise<string> {
  try {
    return await read()
  } catch (cause) {
    const message = `${what} cannot be had from ${file} (${(cause as Error).message}): give a file that this user may read`
    throw new LifecycleError('CHS_INVALID_ARGUMENT', message, { cause, file })
  }
}

async function readOrCreate(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
  const pem = await createPrivateKeyPem()
  try {
    await writeFile(file, pem, { mode: 0o600, flag: 'wx' })
    return pem
  } catch (error) {
    // Somebody else has made it meanwhile, and there must be one key only.
    if (hasCode(error, 'EEXIST')) return readFile(file, 'utf8')
    throw error
  }
}

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code
}
