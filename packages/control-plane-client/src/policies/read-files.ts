import { YamlError, parseYaml, parseYamlDocuments } from '@node-chassis/core/yaml'
import type { RawMap, RawNode } from '@node-chassis/core/yaml'
import { readSource } from '@node-chassis/governance'
import type { CheckReport, CheckedFile, Finding } from '@node-chassis/governance'
import { checkTogether, twice } from './check-documents.ts'
import type { Placed } from './check-documents.ts'
import { completeSpec, identityOf, titleOf } from './document.ts'
import type { PolicyDocument, RouteDocument, Selector } from './document.ts'
import { isObject, jsonOf, textIn } from './json.ts'
import type { Json, JsonObject } from './json.ts'
import { policyKind } from './kinds.ts'
import { inOrder, readRules } from './route-rules.ts'

/** The state that files ask for, and what is wrong with them. */
export interface DesiredPolicies {
  readonly policies: readonly PolicyDocument[]
  readonly routes: readonly RouteDocument[]
  readonly report: CheckReport
}

export interface ReadPolicyOptions {
  /** Of documents that name none. @defaultValue `default` */
  readonly app?: string
  /** Of documents that name none. @defaultValue '' */
  readonly environment?: string
  /** Policies that are live: a file with a policy alone may rely on their match groups. */
  readonly live?: readonly PolicyDocument[]
}

/**
 * Reads files of policies and dark-launch rules. A file holds either documents of the API (`kind`, `name`, `selector`,
 * `status`, `spec`; `kind: route-rule` with the service as `name`), several divided by `---` or in a list, or the keys
 * that applications have in their configuration (`servicecomb.<kind>.<name>`, `servicecomb.routeRule.<service>`).
 * Never throws: what is wrong is in `report`, in the words of `chassis policy check`.
 */
export function readPolicyFiles(
  files: readonly CheckedFile[],
  options: ReadPolicyOptions = {}
): DesiredPolicies {
  const reader = new Reader({ app: options.app ?? 'default', environment: options.environment ?? '' })
  for (const file of files) reader.read(file)
  const { policies, routes } = reader
  const findings = [
    ...reader.findings,
    ...twice(policies, identityOf, titleOf),
    ...twice(
      routes,
      ({ service, app, environment }) => JSON.stringify([service, app, environment]),
      ({ service }) => `the rules of ${service}`
    )
  ]
  return {
    policies: policies.map(({ file: _file, line: _line, ...policy }) => policy),
    routes: routes.map(({ file: _file, line: _line, ...route }) => route),
    report: checkTogether(files, policies, routes, findings, options.live ?? [])
  }
}

class Reader {
  readonly policies: Placed<PolicyDocument>[] = []
  readonly routes: Placed<RouteDocument>[] = []
  readonly findings: Finding[] = []
  readonly #place: Selector

  constructor(place: Selector) {
    this.#place = place
  }

  read(file: CheckedFile): void {
    const places = new Map<RawNode, number>()
    let roots: RawNode[]
    try {
      roots = parseYamlDocuments(file.text.replace(/^\uFEFF/, ''), { places, uniqueKeys: true })
    } catch (error) {
      if (error instanceof YamlError) return
      throw error
    }
    const lineOf = (node: RawNode): number => places.get(node) ?? 1
    const full = roots.filter((root) => root.kind !== 'scalar')
    const bodies = full.flatMap((root) => (root.kind === 'list' ? root.items : [root])).filter(isBody)
    const isBodies = full.every((root) => (root.kind === 'list' ? root.items.every(isBody) : isBody(root)))
    if (isBodies) {
      for (const body of bodies) this.#body(jsonOf(body) as JsonObject, file.name, lineOf(body))
    } else if (bodies.length > 0) {
      this.#tell(file.name, 1, '', 'documents of the API and keys of a configuration do not mix in one file')
    } else if (full.some(isExport)) {
      this.#tell(
        file.name,
        1,
        '',
        'an export of a configuration centre has labels of its own: import it as configuration'
      )
    } else {
      for (const { key, text, line } of readSource(file.name, file.text).entries)
        this.#entry(key, text, file.name, line)
    }
  }

  #body(body: JsonObject, file: string, line: number): void {
    const kind = textIn(body, 'kind') ?? ''
    const selector = isObject(body['selector']) ? body['selector'] : {}
    const service = textIn(selector, 'service')
    const place: Selector = {
      app: textIn(selector, 'app') ?? this.#place.app,
      environment: textIn(selector, 'environment') ?? this.#place.environment,
      ...(service && { service })
    }
    const status = textIn(body, 'status') ?? 'enabled'
    if (status !== 'enabled' && status !== 'disabled')
      this.#tell(file, line, '', `status is ${status}; it must be enabled or disabled`)
    this.#document(
      kind,
      textIn(body, 'name') ?? '',
      body['spec'] ?? null,
      place,
      status !== 'disabled',
      file,
      line
    )
  }

  #entry(key: string, text: string, file: string, line: number): void {
    const [, kind = '', name = ''] = /^servicecomb\.([A-Za-z]+)\.(.+)$/.exec(key) ?? []
    if (kind === '') {
      this.#tell(file, line, key, 'is a setting and no policy: publish it as configuration')
      return
    }
    let value: Json
    try {
      const node = parseYaml(text)
      value = node === undefined ? null : jsonOf(node)
    } catch (error) {
      if (error instanceof YamlError) return
      throw error
    }
    this.#document(kind, name, value, this.#place, true, file, line)
  }

  #document(
    kind: string,
    name: string,
    spec: Json,
    selector: Selector,
    enabled: boolean,
    file: string,
    line: number
  ): void {
    const known = policyKind(kind)
    if (/^route-?rule$/i.test(kind)) {
      const { rules, problems } = readRules(spec)
      for (const problem of problems) this.#tell(file, line, `servicecomb.routeRule.${name}`, problem)
      const { app, environment } = selector
      this.routes.push({ service: name, app, environment, rules: inOrder(rules), file, line })
    } else if (known === undefined) {
      this.#tell(
        file,
        line,
        `servicecomb.${kind}.${name}`,
        `the API has no kind ${kind}: publish it as configuration`
      )
    } else if (!isObject(spec)) {
      this.#tell(file, line, `servicecomb.${kind}.${name}`, 'is no mapping, so it is no policy')
    } else {
      const complete = completeSpec(known, name, spec)
      const status = enabled ? 'enabled' : 'disabled'
      this.policies.push({ kind: known, name, selector, status, spec: complete, file, line })
    }
  }

  #tell(file: string, line: number, key: string, message: string): void {
    this.findings.push({ severity: 'error', file, line, key, message })
  }
}

function isBody(node: RawNode): node is RawMap {
  return node.kind === 'map' && node.entries.has('kind') && node.entries.has('spec')
}

function isExport(root: RawNode): boolean {
  const list = root.kind === 'map' ? root.entries.get('data') : root
  return list?.kind === 'list' && list.items.some((item) => item.kind === 'map' && item.entries.has('key'))
}
