import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { startEngine, startProgram } from '@node-chassis/testing'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

const here = import.meta.dirname
const read = (name: string): string => readFileSync(path.join(here, name), 'utf8')

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string }
}
interface Container {
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[]
  readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[]
  readonly startupProbe: Probe
  readonly livenessProbe: Probe
  readonly readinessProbe: Probe
}
interface PodSpec {
  readonly terminationGracePeriodSeconds: number
  readonly containers: readonly [Container]
}
interface Deployment {
  readonly spec: { readonly template: { readonly spec: PodSpec } }
}

const pod = (parse(read('kubernetes.yaml')) as Deployment).spec.template.spec
const [container] = pod.containers
const environment = Object.fromEntries(container.env.map(({ name, value }) => [name, value]))

test('the image has what its command needs', () => {
  const dockerfile = read('Dockerfile')
  const [, command = '[]'] = /^CMD (.+)$/m.exec(dockerfile) ?? []
  const [program, file] = JSON.parse(command) as string[]
  expect(program).toBe('node')
  expect(existsSync(path.join(here, file!))).toBe(true)
  expect(dockerfile).toContain(`COPY ${path.dirname(file!)} `)
  const exposed = container.ports.map(({ containerPort }) => containerPort)
  expect(dockerfile).toContain(`EXPOSE ${exposed.join(' ')}`)
})

test('leaving in order fits into the grace periods', () => {
  const defaults = readFileSync(path.join(here, '../../docs/configuration.md'), 'utf8')
  const seconds = (key: string): number =>
    Number(
      new RegExp(`\`servicecomb\\.boot\\.turnDown\\.${key}\` \\| seconds \\| \`(\\d+)\``).exec(defaults)![1]
    )
  const needed = seconds('waitInSeconds') + seconds('drainInSeconds')
  expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(needed)
  const { services } = parse(read('compose.yaml')) as { services: { order: { stop_grace_period: string } } }
  expect(parseInt(services.order.stop_grace_period)).toBeGreaterThan(needed)
})

test('with the environment of the manifest: probes answer, the pod address is published, SIGTERM is orderly', async () => {
  await using engine = await startEngine()
  const podIp = '127.0.0.1'
  await using order = await startProgram(path.join(here, 'src/order.ts'), {
    cwd: here,
    env: {
      ...environment,
      SERVICECOMB_SERVICE_PUBLISHADDRESS: podIp,
      SERVICECOMB_REGISTRY_SC_ADDRESS: engine.registryUrl,
      SERVICECOMB_KIE_SERVERURI: engine.configUrl,
      // Free ports instead of those of the container, and nobody to wait for.
      SERVICECOMB_REST_ADDRESS: environment['SERVICECOMB_REST_ADDRESS']!.replace(/:\d+$/, ':0'),
      SERVICECOMB_MANAGEMENT_ADDRESS: environment['SERVICECOMB_MANAGEMENT_ADDRESS']!.replace(/:\d+$/, ':0'),
      SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '0',
      LOG_LEVEL: 'info'
    }
  })
  const [, admin] = /admin port: http:\/\/[^:]+:(\d+)/.exec(order.output()) ?? []
  const { startupProbe, livenessProbe, readinessProbe } = container
  for (const { httpGet } of [startupProbe, livenessProbe, readinessProbe]) {
    expect(httpGet.port).toBe('admin')
    const answer = await fetch(`http://127.0.0.1:${admin}${httpGet.path}`)
    expect([httpGet.path, answer.status]).toEqual([httpGet.path, 200])
  }
  const name = environment['SERVICECOMB_SERVICE_NAME']!
  const found = await fetch(
    `${engine.registryUrl}/v4/default/registry/instances?appId=default&serviceName=${name}&version=0%2B`
  )
  const { instances } = (await found.json()) as { instances: readonly { endpoints: readonly string[] }[] }
  const port = new URL(order.ready[0]!).port
  expect(instances.map(({ endpoints }) => endpoints)).toEqual([[`rest://${podIp}:${port}`]])
  expect(await order.kill('SIGTERM')).toEqual({ code: 0, signal: null })
})
