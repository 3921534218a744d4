/** Parameters that have a shape; what is absent is not checked. */
export interface Checked {
  readonly namespaceId?: string | undefined
  readonly dataId?: string | undefined
  readonly serviceName?: string | undefined
  readonly group?: string | undefined
  /** One or several, with commas. */
  readonly clusters?: string | undefined
  readonly ip?: string | undefined
  readonly port?: number | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

interface Rule {
  readonly name: string
  readonly longest: number
  readonly pattern?: RegExp
}

// nacos.md 11; nacos: common/paramcheck/ParamCheckRule
const NAMESPACE: Rule = { name: 'namespaceId/tenant', longest: 64, pattern: /^[\w-]+$/ }
const DATA_ID: Rule = { name: 'dataId', longest: 256, pattern: /^[a-zA-Z0-9-_:.]*$/ }
const SERVICE: Rule = { name: 'serviceName', longest: 512, pattern: /^(?!@)((?!@@)[^\u4E00-\u9FA5\s])*$/u }
const GROUP: Rule = { name: 'group', longest: 128, pattern: /^[a-zA-Z0-9-_:.]*$/ }
const CLUSTER: Rule = { name: 'cluster', longest: 64, pattern: /^[0-9a-zA-Z-_]+$/ }
const IP: Rule = { name: 'ip', longest: 128 }
const LONGEST_METADATA = 1024
const HIGHEST_PORT = 65_535

/** What is wrong with parameters, in the words of 2.5 and 3.0; undefined when nothing is. */
export function parameterProblem(checked: Checked): string | undefined {
  const { namespaceId, dataId, serviceName, group, clusters, ip, port, metadata } = checked
  const found = [
    problem(NAMESPACE, namespaceId),
    problem(DATA_ID, dataId),
    problem(SERVICE, serviceName),
    problem(GROUP, group),
    ...(clusters ?? '').split(',').map((each) => problem(CLUSTER, each)),
    problem(IP, ip)
  ].find((each) => each !== undefined)
  if (found !== undefined) return found
  if (port !== undefined && !(port >= 0 && port <= HIGHEST_PORT)) {
    return `Param 'port' is illegal, the value should be between 0 and ${HIGHEST_PORT}.`
  }
  if (metadata !== undefined && lengthOf(metadata) > LONGEST_METADATA) {
    return `Param 'Metadata' is illegal, the param length should not exceed ${LONGEST_METADATA}.`
  }
  return undefined
}

/** Whether 2.1 takes this as a dataId or group: it checks no lengths (nacos.md 11). */
export function isPlainName(text: string): boolean {
  return (DATA_ID.pattern as RegExp).test(text)
}

function problem({ name, longest, pattern }: Rule, value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined
  if (value.length > longest)
    return `Param '${name}' is illegal, the param length should not exceed ${longest}.`
  if (pattern?.test(value) === false) {
    return `Param '${name}' is illegal, illegal characters should not appear in the param.`
  }
  return undefined
}

function lengthOf(metadata: Readonly<Record<string, string>>): number {
  let length = 0
  for (const [key, value] of Object.entries(metadata)) length += key.length + value.length
  return length
}
