import { KEYS } from '@node-chassis/core'
import type { SettingDescription } from '@node-chassis/core'
import type { Page } from './page.ts'
import type { Subject } from './subject.ts'

const MASK = '******'

/**
 * `/config`: names and sources of every setting in force. The value only of settings that this software knows and that
 * are no secrets: what an application keeps beside them is nobody's business here.
 */
export function configPage({ parts: { config } }: Subject): Page {
  return {
    method: 'GET',
    answer: () => ({ status: 200, body: { settings: config.describe().map(shown) } })
  }
}

function shown({ key, value, source, masked }: SettingDescription): object {
  return { key, value: masked || !isKnown(key) ? MASK : value, source }
}

const SAFE = KEYS.filter(({ key }) => !/properties|credentials|proxy|ssl|keyStore/i.test(key)).map(
  ({ key }) =>
    new RegExp(
      `^${key
        .split('.')
        .map((part) =>
          part === '*' ? '.+' : /^<.*>$/.test(part) ? '.+' : part.replace(/[$()*+?[\\\]^{|}]/g, '\\$&')
        )
        .join('\\.')}$`
    )
)

function isKnown(key: string): boolean {
  return SAFE.some((pattern) => pattern.test(key))
}
