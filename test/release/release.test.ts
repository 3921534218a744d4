import { execFile, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// What a release would publish, installed into an empty project as a user would, and tried there: nothing of this
// repository is in reach.
const root = path.resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
const work = mkdtempSync(path.join(tmpdir(), 'node-chassis-release-'))
const packed = path.join(work, 'packed')
const project = path.join(work, 'project')

/** Names of the packages that are published, by folder. */
const published = new Map(
  readdirSync(path.join(root, 'packages')).flatMap((folder) => {
    const manifest = path.join(root, 'packages', folder, 'package.json')
    const { name, private: own } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>
    return own === true ? [] : [[folder, String(name)] as const]
  })
)
const tarball = (name: string): string =>
  path.join(packed, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)
const { version } = JSON.parse(readFileSync(path.join(root, 'packages/app/package.json'), 'utf8')) as {
  readonly version: string
}

// No condition of this repository, and none of its settings.
const environment = (): NodeJS.ProcessEnv => {
  const { NODE_OPTIONS: _, ...env } = process.env
  return { ...env, LOG_LEVEL: 'warn', SERVICECOMB_BOOT_TURNDOWN_WAITINSECONDS: '0' }
}

async function node(file: string, more: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await run(process.execPath, [file], {
    cwd: project,
    env: { ...environment(), ...more }
  })
  return stdout.trim()
}

beforeAll(async () => {
  await run(process.execPath, [path.join(root, 'scripts/release/pack.mjs'), packed], { env: environment() })
  mkdirSync(project)
  const tarballs = [...published.values()].map((name) => [name, `file:${tarball(name)}`])
  writeFileSync(
    path.join(project, 'package.json'),
    JSON.stringify({
      private: true,
      type: 'module',
      dependencies: { ...Object.fromEntries(tarballs), express: '5.3.0' },
      devDependencies: { '@types/express': '5.0.6', '@types/node': '26.6.6', typescript: '7.0.2' }
    })
  )
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel=error']
  await run('npm', ['install', ...quiet], {
    cwd: project,
    env: environment(),
    shell: process.platform === 'win32'
  })
}, 240_000)

afterAll(() => rmSync(work, { recursive: true, force: true }))

describe('every tarball', () => {
  test('there is one for each package that is published', () => {
    expect(readdirSync(packed).toSorted()).toEqual(
      [...published.values()].map((name) => path.basename(tarball(name))).toSorted()
    )
  })

  test.each([...published])(
    '%s: what its manifest names is there, and nothing is that is not for users',
    async (_, name) => {
      const installed = path.join(project, 'node_modules', name)
      const { messages } = await publint({ pkgDir: installed, strict: true, pack: false })
      expect(messages).toEqual([])
      const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
      expect(files.filter((one) => /\.test\.|test-support|tsbuildinfo|\.jsonl$/.test(one))).toEqual([])
      expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'package.json']))
      expect(readFileSync(path.join(installed, 'package.json'), 'utf8')).not.toContain('workspace:')
    }
  )
})

describe('types', () => {
  // Every entry of every package: its types are found, and those of what it builds on.
  const entries = [...published].flatMap(([folder, name]) => {
    const { exports } = JSON.parse(
      readFileSync(path.join(root, 'packages', folder, 'package.json'), 'utf8')
    ) as { readonly exports: object }
    return Object.keys(exports)
      .filter((entry) => !entry.endsWith('.json'))
      .map((entry) => `import type {} from '${name}${entry.slice(1)}'\n`)
  })
  const use =
    "import { createChassis } from 'node-chassis'\nimport { governance } from '@node-chassis/express'\n"
  const lines = [
    "const chassis = createChassis({ service: { name: 'shop', version: '1.0.0' } })",
    'export const handler: ReturnType<typeof governance> = governance(chassis)',
    "export const size: number = chassis.config.number('shop.pageSize', 20)",
    '// @ts-expect-error: types are there, and not any',
    "export const wrong: string = chassis.config.number('shop.pageSize', 20)"
  ].join('\n')

  test.each([
    ['nodenext', 'nodenext', 'use.ts', use],
    ['bundler', 'esnext', 'use.ts', use],
    [
      'nodenext',
      'nodenext',
      'use.cts',
      "import chassisModule = require('node-chassis')\nimport express = require('@node-chassis/express')\nconst { createChassis } = chassisModule\nconst { governance } = express\n"
    ]
  ])('moduleResolution %s, module %s, %s', async (moduleResolution, module, file, imports) => {
    const folder = mkdtempSync(path.join(project, 'types-'))
    writeFileSync(path.join(folder, file), imports + entries.join('') + lines)
    writeFileSync(
      path.join(folder, 'tsconfig.json'),
      JSON.stringify({
        // Libraries are checked as well: what we publish has to stand on its own.
        compilerOptions: {
          module,
          moduleResolution,
          target: 'es2023',
          strict: true,
          noEmit: true,
          types: ['node']
        }
      })
    )
    const tsc = path.join(project, 'node_modules/typescript/bin/tsc')
    const { stdout } = await run(process.execPath, [tsc, '-p', folder], { env: environment() }).catch(
      (error: { stdout: string }) => error
    )
    expect(stdout).toBe('')
  })
})

test('the quick start, as ESM and from CommonJS', async () => {
  for (const file of ['order.ts', 'shop.ts'])
    cpSync(path.join(root, 'examples/first-service/src', file), path.join(project, file))
  writeFileSync(
    path.join(project, 'shop.cjs'),
    [
      "const { createChassis } = require('node-chassis')",
      "const chassis = createChassis({ service: { name: 'shop', version: '1.0.0' } })",
      "chassis.start().then(() => chassis.call('order', '/orders/42')).then(async (order) => {",
      '  console.log(order.status, order.json())',
      '  await chassis.close()',
      '})'
    ].join('\n')
  )
  // The program is started as npm would: by the name it has in the manifest.
  const { bin } = JSON.parse(
    readFileSync(path.join(project, 'node_modules/@node-chassis/cli/package.json'), 'utf8')
  ) as { readonly bin: { readonly chassis: string } }
  const chassis = path.join(project, 'node_modules/@node-chassis/cli', bin.chassis)
  const engine = await started([chassis, 'engine', '--sc-port', '0', '--kie-port', '0'], {})
  const [registryUrl, configUrl] = engine.ready
  const env = { SERVICECOMB_REGISTRY_SC_ADDRESS: registryUrl, SERVICECOMB_KIE_SERVERURI: configUrl }
  const order = await started(['order.ts'], env)
  try {
    const answer = "200 { id: '42', version: '1.0.0' }"
    expect(await node('shop.ts', env)).toBe(answer)
    expect(await node('shop.cjs', env)).toBe(answer)
  } finally {
    expect(await order.stop()).toBe(0)
    expect(await engine.stop()).toBe(0)
  }
})

async function started(
  args: readonly string[],
  more: NodeJS.ProcessEnv
): Promise<{ readonly ready: readonly string[]; stop(): Promise<number | null> }> {
  const child = spawn(process.execPath, args, {
    cwd: project,
    env: { ...environment(), ...more },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const ready = await new Promise<readonly string[]>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('ready ')) resolve(line.split(' ').slice(1))
    })
    void ended.then((code) => reject(new Error(`${args.join(' ')} ended with ${code} before it was ready`)))
  })
  return {
    ready,
    stop() {
      child.kill('SIGTERM')
      return ended
    }
  }
}
