import { expect, test } from 'vitest'
import { replaySession } from './nacos-lib/replay.ts'
import { startServer } from './nacos-lib/server.ts'
import { javaSessions } from './nacos-lib/sessions.ts'

/** Recorded messages that the engine does not send in the same way, and why. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  '2.1.0 28': 'the recorded server still had services of the vectors before',
  '2.5.1 32': 'the recorded server still had services of the vectors before',
  '3.0.3 31': 'the recorded server still had services of the vectors before',
  '3.0.3 4': 'locks and MCP are not served, and so not among the abilities (nacos.md 13: never)',
  '3.0.3 14': 'locks and MCP are not served, and so not among the abilities (nacos.md 13: never)'
}

const sessions = javaSessions()

for (const [version, session] of sessions) {
  test(`the Java client 2.5.1 with Nacos ${version}`, async () => {
    await using server = await startServer(version, false)
    const differences = await replaySession(session, server)
    const listed = Object.keys(DIFFERENCES).filter((id) => session.some((one) => one.id === id))
    const unexpected = [...differences].filter(([id]) => !listed.includes(id))
    expect(Object.fromEntries(unexpected), 'not as recorded, and not listed').toEqual({})
    expect(
      listed.filter((id) => !differences.has(id)),
      'listed, and yet as recorded'
    ).toEqual([])
  })
}

test('every listed message exists', () => {
  const ids = [...sessions.values()].flat().map(({ id }) => id)
  expect(ids).toEqual(expect.arrayContaining(Object.keys(DIFFERENCES)))
})
