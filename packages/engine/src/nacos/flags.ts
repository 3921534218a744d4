import { readFile } from 'node:fs/promises'
import { LifecycleError } from '@node-chassis/core'
import type { NacosOptions } from './index.ts'
import { NACOS_APIS } from './profile.ts'
import type { NacosApi } from './profile.ts'

/** What a program is told of Nacos on its command line. */
export interface NacosFlags {
  readonly nacosPort?: string | undefined
  readonly nacosApi?: string | undefined
  /** Milliseconds. */
  readonly nacosPushDelay?: string | undefined
  readonly nacosPasswordFile?: string | undefined
}

/** Nacos as its flags want it; the password's file is not read yet. */
export interface NacosRun {
  readonly nacos: NacosOptions
  readonly nacosPasswordFile?: string
}

/** Undefined when there is to be no Nacos. @param port judges a port. @throws Error saying which flag is wrong */
export function nacosOf(
  { nacosPort, nacosApi, nacosPushDelay, nacosPasswordFile }: NacosFlags,
  port: (flag: string, value: string) => number
): NacosRun | undefined {
  if (nacosPort === undefined) {
    const orphans = {
      '--nacos-api': nacosApi,
      '--nacos-push-delay': nacosPushDelay,
      '--nacos-password-file': nacosPasswordFile
    }
    const [orphan] = Object.entries(orphans).find(([, value]) => value !== undefined) ?? []
    if (orphan !== undefined) throw new Error(`${orphan} needs --nacos-port`)
    return undefined
  }
  if (nacosApi !== undefined && !NACOS_APIS.includes(nacosApi as NacosApi)) {
    throw new Error(`--nacos-api ${nacosApi}: must be one of ${NACOS_APIS.join(', ')}`)
  }
  if (nacosPushDelay !== undefined && !/^\d{1,6}$/.test(nacosPushDelay)) {
    throw new Error(`--nacos-push-delay ${nacosPushDelay}: must be a whole number of milliseconds`)
  }
  return {
    nacos: {
      port: port('--nacos-port', nacosPort),
      ...(nacosApi === undefined ? {} : { api: nacosApi as NacosApi }),
      ...(nacosPushDelay === undefined ? {} : { pushDelayMs: Number(nacosPushDelay) })
    },
    ...(nacosPasswordFile === undefined ? {} : { nacosPasswordFile })
  }
}

/**
 * The same with the password of user `nacos` that the file holds (its line end does not count).
 * @throws LifecycleError `CHS_INVALID_ARGUMENT` naming the file
 */
export async function withPassword(nacos: NacosOptions, file: string): Promise<NacosOptions> {
  try {
    const password = (await readFile(file, 'utf8')).replace(/\r?\n$/, '')
    return { ...nacos, auth: { users: { nacos: password } } }
  } catch (cause) {
    const message = `the password of Nacos cannot be had from ${file} (${(cause as Error).message}): give a file that this user may read`
    throw new LifecycleError('CHS_INVALID_ARGUMENT', message, { cause, file })
  }
}
