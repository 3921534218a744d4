import { describe, expect, test } from 'vitest'
import { pinoLogger } from './logger.ts'

function lines(): { readonly log: ReturnType<typeof pinoLogger>; readonly written: string[] } {
  const written: string[] = []
  return { log: pinoLogger('info', { write: (line) => written.push(line) }), written }
}

describe('the default logger', () => {
  test.each([
    { password: 'SECRET' },
    { account: { name: 'a', password: 'SECRET' } },
    { accessKey: 'SECRET', secretKey: 'SECRET' },
    { token: 'SECRET' },
    { credentials: { token: 'SECRET' } },
    { proxy: { passwd: 'SECRET' } },
    { ssl: { keyStoreValue: 'SECRET', passphrase: 'SECRET', privateKey: 'SECRET' } },
    { headers: { authorization: 'SECRET', Authorization: 'SECRET' } },
    { req: { headers: { authorization: 'SECRET', cookie: 'SECRET', 'x-auth-token': 'SECRET' } } },
    { err: Object.assign(new Error('no'), { headers: { 'set-cookie': ['SECRET'] } }) },
    { context: { 'x-cse-auth-rsatoken': 'SECRET' } }
  ])('%o: what is secret is not written', (fields) => {
    const { log, written } = lines()
    log.info(fields, 'said')
    log.child(fields).info('said')
    expect(written).toHaveLength(2)
    expect(written.join('')).not.toContain('SECRET')
    expect(written.join('')).toContain('***')
  })

  test('line breaks in a value forge no line', () => {
    const { log, written } = lines()
    const forged = 'x\n{"level":30,"msg":"forged"}\r\n\u2028{"msg":"forged"}'
    log.info({ path: forged, [forged]: 1, err: new Error(forged) }, forged)
    expect(written).toHaveLength(1)
    expect(written[0]!.trimEnd().split(/[\r\n\u2028\u2029]/)).toHaveLength(1)
    expect(JSON.parse(written[0]!)).toMatchObject({ path: forged, msg: forged })
  })
})
