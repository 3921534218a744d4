/** The house: which package may import which. DESIGN, section 2; every arrow that is not here is forbidden. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  transport: ['core'],
  'registry-client': ['core', 'transport'],
  'config-client': ['core', 'transport'],
  'control-plane-client': ['core', 'transport', 'governance'],
  'nacos-client': ['core', 'transport'],
  governance: ['core'],
  provider: ['core', 'governance'],
  express: ['core', 'governance', 'provider'],
  fastify: ['core', 'governance', 'provider'],
  hono: ['core', 'governance', 'provider'],
  invoker: ['core', 'transport', 'governance'],
  engine: ['core'],
  testing: ['core', 'engine'],
  app: [
    'core',
    'transport',
    'governance',
    'provider',
    'invoker',
    'registry-client',
    'config-client',
    'nacos-client'
  ],
  cli: [
    'core',
    'transport',
    'governance',
    'provider',
    'invoker',
    'registry-client',
    'config-client',
    'control-plane-client',
    'nacos-client',
    'engine',
    'express',
    'fastify',
    'hono',
    'app'
  ]
}

/** May have `testing` among their devDependencies, for their tests alone. */
export const MAY_TEST_WITH_TESTING: readonly string[] = ['express', 'fastify', 'hono']

/** Libraries that one package owns; where they may be imported, as prefixes of a path inside the repository. */
export const OWNED_LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  undici: ['packages/transport/src/undici/']
}

/** The folder of the package that a specifier leads to: `@node-chassis/core/yaml` is `core`. */
export function folderOf(specifier: string): string | undefined {
  if (specifier === 'node-chassis' || specifier.startsWith('node-chassis/')) return 'app'
  return /^@node-chassis\/([^/]+)/.exec(specifier)?.[1]
}
