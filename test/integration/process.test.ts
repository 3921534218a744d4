import { createEngine } from '@node-chassis/engine'
import { startProgram } from '@node-chassis/testing'
import { expect, test } from 'vitest'

const PROGRAM = new URL('../programs/start-and-close.ts', import.meta.url)

// The runner's own limit ends this test when the process does not end: nothing here waits for a time.
test('a process that starts and closes a chassis ends by itself, and has no signal handler of ours', async () => {
  await using engine = await createEngine()
  await using program = await startProgram(PROGRAM, {
    env: { SERVICECOMB_REGISTRY_SC_ADDRESS: engine.registryUrl, SERVICECOMB_KIE_SERVERURI: engine.configUrl }
  })
  expect(program.ready).toEqual(['200', '0'])
  expect(await program.exited).toEqual({ code: 0, signal: null })
})
