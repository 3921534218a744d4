import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

// service-center keeps scrypt with N = 1024; nobody sees it on the wire, so this one costs an attacker sixteen times that.
const COST = 16_384
const BLOCK_SIZE = 8
const SALT_BYTES = 16
const KEY_BYTES = 32
const MIN_BYTES = 8
const MAX_BYTES = 32

/** The rule in words, for messages: they never repeat the password. */
export const PASSWORD_RULE = `${MIN_BYTES} to ${MAX_BYTES} bytes with an upper-case letter, a lower-case letter, a digit and a punctuation mark or symbol, and neither the account's name nor that name reversed`

/** registry.md 13.5 */
export function isGoodPassword(name: string, password: string): boolean {
  const bytes = Buffer.byteLength(password)
  if (bytes < MIN_BYTES || bytes > MAX_BYTES) return false
  if (password === name || password === [...name].toReversed().join('')) return false
  return [/\p{Lu}/u, /\p{Ll}/u, /\p{N}/u, /[\p{P}\p{S}]/u].every((kind) => kind.test(password))
}

/** `scrypt$N$r$salt$key`, salt and key in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derived(password, salt, COST, BLOCK_SIZE)
  return ['scrypt', COST, BLOCK_SIZE, salt.toString('base64'), key.toString('base64')].join('$')
}

/** Whether it is the password that was hashed; takes as long for a wrong one as for the right one. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, cost, blockSize, salt = '', key = ''] = hash.split('$')
  const expected = Buffer.from(key, 'base64')
  const given = await derived(password, Buffer.from(salt, 'base64'), Number(cost), Number(blockSize))
  return expected.length === given.length && timingSafeEqual(expected, given)
}

function derived(password: string, salt: Buffer, cost: number, blockSize: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, { N: cost, r: blockSize, p: 1 }, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}
