import {
  ControlPlaneError,
  createEngineOnce,
  deleteEngineOnce,
  jobOf,
  waitForJob
} from '@node-chassis/control-plane-client'
import type { ControlPlane, JobProgress } from '@node-chassis/control-plane-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ENGINE, engineSummary } from '../cloud/examples.ts'
import { INPUTS } from '../cloud/inputs.ts'
import { bench } from '../cloud/kit.ts'
import type { Bench } from '../cloud/kit.ts'

// control-plane.md 5. Waits take no time here and are counted all the same.
let its: Bench
let cloud: ControlPlane
const REF = { engineId: ENGINE, jobId: '70001' }

beforeEach(async () => {
  its = await bench()
  cloud = its.client()
})
afterEach(async () => {
  expect(its.cloud.violations).toEqual([])
  await its.close()
})

function script(type: string, steps: [string, number][], vanishes = false): void {
  its.cloud.state.jobs.set('70001', { type, steps, vanishes })
}

describe('waiting for a job', () => {
  test('to its end, with progress for a bar; unknown statuses count as running', async () => {
    its.cloud.answersAreChecked = false
    script('Create', [
      ['PreInit', 0],
      ['Executing', 1],
      ['Paused', 2],
      ['Executing', 3],
      ['Finished', 4]
    ])
    const heard: JobProgress[] = []
    const job = await waitForJob(cloud, REF, { operation: 'create', onProgress: (one) => heard.push(one) })
    expect(job).toMatchObject({ status: 'Finished', engineId: ENGINE })
    expect(heard.map(({ status, done, total, phase }) => [status, done, total, phase])).toEqual([
      ['PreInit', 0, 4, 'resources'],
      ['Executing', 1, 4, 'resources'],
      ['Paused', 2, 4, 'engine'],
      ['Executing', 3, 4, 'engine'],
      ['Finished', 4, 4, undefined]
    ])
    // Three minutes before the first look at a create, 15 s between looks.
    expect(its.clock.waits).toEqual([180_000, 15_000, 15_000, 15_000, 15_000])
    expect(heard.at(-1)!.elapsedMs).toBe(240_000)
  })

  test('a failure names the phase, the step and what it said', async () => {
    script('Create', [
      ['Executing', 1],
      ['Error', 3]
    ])
    const error = await waitForJob(cloud, REF).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ControlPlaneError)
    expect(error).toMatchObject({
      code: 'CHS_CLOUD_JOB_FAILED',
      phase: 'engine',
      task: 'check health',
      log: 'check health: no address left in the subnet',
      engineId: ENGINE,
      jobId: '70001'
    })
    expect((error as Error).message).toBe(
      `job 70001 (Create) of engine ${ENGINE} ended in Error in phase engine, step check health: check health: no address left in the subnet`
    )
    expect(its.cloud.of('getEngineJob')).toHaveLength(2)
  })

  test('Timeout of a job is a failure of the job', async () => {
    script('Upgrade', [['Timeout', 2]])
    await expect(waitForJob(cloud, REF)).rejects.toMatchObject({
      code: 'CHS_CLOUD_JOB_FAILED',
      phase: 'engine'
    })
  })

  test('the deadline ends the wait after a last look, and says that the job goes on', async () => {
    script('Modify', [['Executing', 1]])
    await expect(waitForJob(cloud, REF, { deadlineMs: 40_000 })).rejects.toMatchObject({
      code: 'CHS_CLOUD_JOB_TIMEOUT',
      phase: 'resources',
      message: `job 70001 of engine ${ENGINE} is Executing, in phase resources after 40 s; it goes on: wait for it again`
    })
    expect(its.clock.waits).toEqual([15_000, 15_000, 10_000])
  })

  test('the signal ends it with its reason', async () => {
    script('Modify', [['Executing', 1]])
    const controller = new AbortController()
    const onProgress = (): void => controller.abort(new Error('enough'))
    await expect(waitForJob(cloud, REF, { onProgress, signal: controller.signal })).rejects.toThrow('enough')
  })

  test('single failures of polls are survived, a lasting one is not', async () => {
    script('Create', [
      ['Executing', 1],
      ['Finished', 4]
    ])
    its.cloud.fail('getEngineJob', 'html-502', 3)
    its.cloud.fail('getEngineJob', 'drop', 2)
    its.cloud.fail('getEngineJob', 'html', 1)
    await expect(waitForJob(cloud, REF)).resolves.toMatchObject({ status: 'Finished' })
    its.cloud.fail('getEngineJob', { status: 500 }, 100)
    await expect(waitForJob(cloud, REF)).rejects.toMatchObject({ code: 'CHS_CLOUD_REFUSED', statusCode: 500 })
  })

  test('an unknown job, or engine, is an error', async () => {
    await expect(waitForJob(cloud, { ...REF, jobId: '9' })).rejects.toMatchObject({
      cloudCode: 'SVCSTG.00501153'
    })
    await expect(waitForJob(cloud, { ...REF, engineId: 'other' })).rejects.toMatchObject({
      cloudCode: 'SVCSTG.00501116'
    })
  })
})

describe('a delete ends by disappearing', () => {
  test('that the engine is unknown is its success', async () => {
    script(
      'Delete',
      [
        ['Executing', 1],
        ['Executing', 3]
      ],
      true
    )
    const heard: JobProgress[] = []
    const ref = await deleteEngineOnce(cloud, ENGINE)
    expect(
      await waitForJob(cloud, ref!, { operation: 'delete', onProgress: (one) => heard.push(one) })
    ).toBeUndefined()
    expect(heard.at(-1)).toMatchObject({ status: 'Finished', done: 4, total: 4, job: undefined })
    expect(its.clock.waits[0]).toBe(120_000)
  })

  test.each([
    [400, 'SVCSTG.00501116'],
    [401, 'SVCSTG.00401116'],
    [401, 'SVCSTG.00501125']
  ])('said as %i %s', async (status, code) => {
    script('Delete', [['Executing', 1]])
    its.cloud.fail('getEngineJob', { status: 200, body: { id: 70_001, status: 'Executing', type: 'Delete' } })
    its.cloud.fail('getEngineJob', { status, body: { error_code: code, error_msg: 'gone' } })
    // Nobody said that it is a delete: the job itself did.
    expect(await waitForJob(cloud, REF)).toBeUndefined()
  })

  test('a job that is unknown while its engine is there has not ended well', async () => {
    its.cloud.fail(
      'getEngineJob',
      { status: 400, body: { error_code: 'SVCSTG.00501153', error_msg: 'no job' } },
      9
    )
    await expect(waitForJob(cloud, REF, { operation: 'delete' })).rejects.toMatchObject({
      cloudCode: 'SVCSTG.00501153'
    })
    its.cloud.state.engines.length = 0
    expect(await waitForJob(cloud, REF, { operation: 'delete' })).toBeUndefined()
  })
})

describe('nothing is begun twice', () => {
  test.each([
    'createEngine',
    'deleteEngine',
    'upgradeEngine',
    'updateEngineConfig',
    'resizeEngine',
    'retryEngineJob'
  ] as const)('%s is sent once, whatever happens', async (id) => {
    its.cloud.fail(id, 'lost')
    await expect(cloud.send(id, INPUTS[id])).rejects.toThrow(
      /It may have been done: look before you repeat it/
    )
    its.cloud.fail(id, { status: 503 })
    await expect(cloud.send(id, INPUTS[id])).rejects.toMatchObject({ statusCode: 503 })
    expect(its.cloud.of(id)).toHaveLength(2)
  })

  test.each(['getEngine', 'updateEngine', 'exportKieConfigs'] as const)('%s may be repeated', async (id) => {
    its.cloud.fail(id, 'drop')
    its.cloud.fail(id, { status: 429 })
    await cloud.send(id, INPUTS[id])
    expect(its.cloud.of(id)).toHaveLength(3)
  })

  test('after a lost answer of a create the list is asked for its name', async () => {
    its.cloud.fail('createEngine', 'lost')
    its.cloud.state.engines[0] = { ...engineSummary, status: 'Creating' }
    expect(await createEngineOnce(cloud, INPUTS.createEngine)).toEqual(REF)
    expect(its.cloud.of('createEngine')).toHaveLength(1)
  })

  test('an engine of that name that is not being created is not taken for it', async () => {
    its.cloud.fail('createEngine', 'drop')
    await expect(createEngineOnce(cloud, INPUTS.createEngine)).rejects.toMatchObject({
      code: 'CHS_CLOUD_UNAVAILABLE'
    })
    expect(its.cloud.of('createEngine')).toHaveLength(1)
  })

  test('a refusal is no lost answer', async () => {
    its.cloud.fail('createEngine', {
      status: 400,
      body: { error_code: 'SVCSTG.00501111', error_msg: 'exists' }
    })
    await expect(createEngineOnce(cloud, INPUTS.createEngine)).rejects.toMatchObject({
      cloudCode: 'SVCSTG.00501111'
    })
    expect(its.cloud.of('listEngines')).toHaveLength(0)
  })

  test('after a lost answer of a delete the engine is asked for', async () => {
    its.cloud.fail('deleteEngine', 'lost', 2)
    its.cloud.state.engines[0] = { ...engineSummary, status: 'Deleting' }
    expect(await deleteEngineOnce(cloud, ENGINE)).toEqual(REF)
    its.cloud.state.engines.length = 0
    expect(await deleteEngineOnce(cloud, ENGINE)).toBeUndefined()
    expect(await deleteEngineOnce(cloud, ENGINE)).toBeUndefined()
  })
})

test('the job of an answer is read in both spellings', async () => {
  expect(jobOf(await cloud.resizeEngine(INPUTS.resizeEngine))).toEqual(REF)
  expect(jobOf(await cloud.upgradeEngine(INPUTS.upgradeEngine))).toEqual(REF)
  expect(() => jobOf({ id: ENGINE })).toThrow(expect.objectContaining({ code: 'CHS_CLOUD_ANSWER' }))
})
