import { describe, expect, test } from 'vitest'
import { parseEngineArgs } from './flags.ts'

describe('flags', () => {
  test('defaults', () => {
    expect(parseEngineArgs([])).toEqual({
      host: '127.0.0.1',
      scPort: 30100,
      kiePort: 30110,
      logLevel: 'warn'
    })
  })

  test('all of them', () => {
    const typed =
      '--host ::1 --sc-port 1 --kie-port=0 --log-level debug --data d --quota service=0 --quota=config=9 ' +
      '--inner-property a=b=c --inner-property d= --no-self-register --no-schema-changes --self-preservation ' +
      '--seed s --faults f --min-interval 1 --ttl=20 --rbac --root-password-file p --rbac-private-key k ' +
      '--nacos-port 8848 --nacos-api 3.0 --nacos-push-delay 0 --nacos-password-file n'
    expect(parseEngineArgs(typed.split(' '))).toEqual({
      host: '::1',
      scPort: 1,
      kiePort: 0,
      logLevel: 'debug',
      data: 'd',
      quotas: { service: 0, config: 9 },
      innerProperties: { a: 'b=c', d: '' },
      selfRegister: false,
      schemaChanges: false,
      selfPreservation: true,
      seedFile: 's',
      faultsFile: 'f',
      minIntervalS: 1,
      ttlS: 20,
      rbacFiles: { rootPassword: 'p', privateKey: 'k' },
      nacos: { port: 8848, api: '3.0', pushDelayMs: 0 },
      nacosPasswordFile: 'n'
    })
  })

  test.each([
    [['--sc-port', 'x'], '--sc-port x: must be a port, 0 to 65535'],
    [['--kie-port', '65536'], '--kie-port 65536: must be a port, 0 to 65535'],
    [['--log-level', 'loud'], '--log-level loud: must be one of '],
    [['--quota', 'instance=1'], '--quota instance=1: must be service=N or config=N'],
    [['--inner-property', '=x'], '--inner-property =x: must be key=value'],
    [['--min-interval', '0'], '--min-interval 0: must be a whole number of seconds, 1 or more'],
    [['--ttl', '1.5'], '--ttl 1.5: must be a whole number of seconds, 1 or more'],
    [['--nacos-port', '-1'], "'--nacos-port' argument is ambiguous"],
    [['--nacos-port', 'x'], '--nacos-port x: must be a port, 0 to 65535'],
    [['--nacos-port', '0', '--nacos-api', '2'], '--nacos-api 2: must be one of 2.1, 2.5, 3.0'],
    [['--nacos-port', '0', '--nacos-push-delay', '1s'], '--nacos-push-delay 1s: must be a whole number of'],
    [['--nacos-push-delay', '1'], '--nacos-push-delay needs --nacos-port'],
    [['--nacos-password-file', 'f'], '--nacos-password-file needs --nacos-port'],
    [['--nope'], "Unknown option '--nope'"]
  ])('%j', (args, message) => {
    expect(() => parseEngineArgs(args)).toThrow(message)
  })
})
