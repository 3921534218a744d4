import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

// The gRPC library takes 120 ms and 36 MB to load: an application that uses no Nacos, or HTTP alone, does not pay for it.
test('the library of gRPC is loaded by the first connection, not by the import of this package', () => {
  const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(
    (file) => !/\.test(?:-support)?\.ts$/.test(file)
  )
  const imports = new Map(
    files.map((file) => {
      const text = readFileSync(path.join(import.meta.dirname, file), 'utf8')
      const found = [...text.matchAll(/^(?:import|export) (?!type )[^']*'([^']+)'/gm)].map(
        ([, target]) => target ?? ''
      )
      return [file.split(path.sep).join('/'), found] as const
    })
  )
  const reached = new Set<string>()
  const follow = (file: string): void => {
    if (reached.has(file)) return
    reached.add(file)
    for (const target of imports.get(file) ?? []) {
      if (target.startsWith('.')) follow(path.posix.join(path.posix.dirname(file), target))
      else reached.add(target)
    }
  }
  follow('index.ts')
  expect(reached.size).toBeGreaterThan(20)
  expect([...reached].filter((name) => /^@(?:connectrpc|bufbuild)\//.test(name))).toEqual([])
  follow('grpc/channel.ts')
  expect([...reached]).toEqual(expect.arrayContaining(['@connectrpc/connect-node', '@bufbuild/protobuf']))
})
