import { createHash } from 'node:crypto'

/** MD5 of the UTF-8 bytes in lower-case hexadecimal; empty for what is not there (nacos.md 7, U3). */
export function md5Of(content: string | undefined): string {
  return content === undefined ? '' : createHash('md5').update(content, 'utf8').digest('hex')
}
