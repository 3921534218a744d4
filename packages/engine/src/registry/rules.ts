import { invalid } from './errors.ts'
import type { HealthCheck, InstanceBody, SchemaBody, ServiceBody } from './model.ts'

/** What a text must look like. `min` counts bytes and `max` code points, as service-center does (registry.md 3.1). */
export interface Rule {
  readonly min?: number
  readonly max?: number
  readonly regexp?: RegExp
  /** Shown in place of the expression. */
  readonly form?: string
}

const NAME = /^[a-zA-Z0-9]*$|^[a-zA-Z0-9][a-zA-Z0-9_\-.]*[a-zA-Z0-9]$/
const NAME_OR_ALIAS = /^[a-zA-Z0-9]*$|^[a-zA-Z0-9][a-zA-Z0-9_\-.:]*[a-zA-Z0-9]$/
const NO_SPACE = /^\S*$/
const PLACE: Rule = { min: 1, max: 128, regexp: /^[A-Za-z0-9_.-]+$/ }

/** service-center's rules, field by field. */
export const RULES = {
  serviceId: { min: 1, max: 64, regexp: NO_SPACE },
  customServiceId: { max: 64, regexp: NO_SPACE },
  consumerId: { max: 64, regexp: NO_SPACE },
  environment: { regexp: /^(development|testing|acceptance|production)*$/ },
  appId: { max: 160, regexp: NAME },
  requiredAppId: { min: 1, max: 160, regexp: NAME },
  serviceName: { min: 1, max: 128, regexp: NAME },
  nameOrAlias: { min: 1, max: 289, regexp: NAME_OR_ALIAS },
  version: { max: 64, form: 'the form x[.y[.z]] where x y and z are 0-32767 range' },
  requiredVersion: { min: 1, max: 64, form: 'the form x[.y[.z]] where x y and z are 0-32767 range' },
  alias: { max: 128, regexp: /^[a-zA-Z0-9_\-.:]*$/ },
  description: { max: 256 },
  level: { regexp: /^(FRONT|MIDDLE|BACK)*$/ },
  serviceStatus: { regexp: /^(UP|DOWN)*$/ },
  schemaId: {
    min: 1,
    max: 160,
    regexp: /^[a-zA-Z0-9]{1,160}$|^[a-zA-Z0-9][a-zA-Z0-9_\-.]{0,158}[a-zA-Z0-9]$/
  },
  schema: { min: 1 },
  summary: { max: 128, regexp: /^[a-zA-Z0-9]*$/ },
  requiredSummary: { min: 1, max: 128, regexp: /^[a-zA-Z0-9]*$/ },
  path: { regexp: /^[A-Za-z0-9.,?'\\/+&;%$#=~_\-@{}]*$/ },
  registerBy: { max: 64, regexp: /^(SDK|SIDECAR|PLATFORM)*$/ },
  frameworkName: { max: 64, regexp: NAME },
  frameworkVersion: { max: 64 },
  tag: { min: 1, max: 64, regexp: /^[a-zA-Z][a-zA-Z0-9_\-.]{0,63}$/ },
  instanceId: { min: 1, max: 64, regexp: /^[A-Za-z0-9_.-]*$/ },
  customInstanceId: { max: 64, regexp: /^[A-Za-z0-9_.-]*$/ },
  hostName: { min: 1, max: 64, regexp: /\S+/ },
  endpoint: { regexp: /\S+/ },
  instanceStatus: { regexp: /^(UP|DOWN|STARTING|TESTING|OUTOFSERVICE)?$/ },
  requiredStatus: { regexp: /^(UP|DOWN|STARTING|TESTING|OUTOFSERVICE)$/ },
  mode: { regexp: /^(push|pull)$/ },
  url: { regexp: NO_SPACE }
} as const satisfies Record<string, Rule>

// registry.md 14
export const MAX_SCHEMAS = 100
const MAX_TAGS = 100

/** @param field Go's name, e.g. `MicroService.ServiceName` @throws Refusal 400001 */
export function check(field: string, value: string, rule: Rule): void {
  const { min = 0, max = Infinity, regexp, form } = rule
  const tooLong = value.length > max && [...value].length > max
  const misshapen = form === undefined ? regexp !== undefined && !regexp.test(value) : !isVersion(value)
  if (value.length < min || tooLong || misshapen) throw mismatch(field, value, rule)
}

function mismatch(
  field: string,
  value: string,
  { min, max, regexp, form }: Rule
): ReturnType<typeof invalid> {
  const parts: string[] = []
  if (min !== undefined) parts.push(`Min: ${min}`)
  if (max !== undefined) parts.push(`Max: ${max}`)
  const shown = form ?? regexp?.source
  if (shown !== undefined) parts.push(`Regexp: ${shown}`)
  return invalid(`field '${field}' invalid value '${value}' does not match rule: {${parts.join(', ')}}`)
}

/** `x[.y[.z[.w]]]`, each part at most 32767; the empty text is the default's business. */
function isVersion(value: string): boolean {
  if (value === '') return true
  return /^\d+(\.\d+){0,3}$/.test(value) && value.split('.').every((part) => Number(part) <= 32_767)
}

function checkRange(field: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return
  throw invalid(`field '${field}' invalid value '${value}' does not match rule: {Min: ${min}, Max: ${max}}`)
}

/** Checks a service whose defaults are filled in (registry.md 3.1). @throws Refusal 400001 */
export function checkService(service: ServiceBody): void {
  check('MicroService.ServiceId', service.serviceId, RULES.customServiceId)
  check('MicroService.AppId', service.appId, RULES.appId)
  check('MicroService.ServiceName', service.serviceName, RULES.serviceName)
  check('MicroService.Version', service.version, RULES.version)
  check('MicroService.Environment', service.environment, RULES.environment)
  check('MicroService.Alias', service.alias, RULES.alias)
  check('MicroService.Description', service.description, RULES.description)
  check('MicroService.Level', service.level, RULES.level)
  check('MicroService.Status', service.status, RULES.serviceStatus)
  check('MicroService.RegisterBy', service.registerBy, RULES.registerBy)
  if (service.schemas.length > MAX_SCHEMAS) {
    throw invalid(`field 'MicroService.Schemas' invalid value does not match rule: {Max: ${MAX_SCHEMAS}}`)
  }
  for (const schemaId of service.schemas) check('MicroService.Schemas', schemaId, RULES.schemaId)
  for (const { path } of service.paths) check('ServicePath.Path', path, RULES.path)
  if (service.framework === undefined) return
  check('FrameWork.Name', service.framework.name, RULES.frameworkName)
  check('FrameWork.Version', service.framework.version, RULES.frameworkVersion)
}

/** @throws Refusal 400001 */
export function checkInstance(instance: InstanceBody): void {
  check('MicroServiceInstance.InstanceId', instance.instanceId, RULES.customInstanceId)
  check('MicroServiceInstance.HostName', instance.hostName, RULES.hostName)
  check('MicroServiceInstance.Status', instance.status, RULES.instanceStatus)
  for (const endpoint of instance.endpoints) check('MicroServiceInstance.Endpoints', endpoint, RULES.endpoint)
  if (instance.healthCheck !== undefined) checkHealthCheck(instance.healthCheck)
  if (instance.dataCenterInfo === undefined) return
  check('DataCenterInfo.Name', instance.dataCenterInfo.name, PLACE)
  check('DataCenterInfo.Region', instance.dataCenterInfo.region, PLACE)
  check('DataCenterInfo.AvailableZone', instance.dataCenterInfo.availableZone, PLACE)
}

function checkHealthCheck(healthCheck: HealthCheck): void {
  check('HealthCheck.Mode', healthCheck.mode, RULES.mode)
  checkRange('HealthCheck.Port', healthCheck.port, 0, 65_535)
  checkRange('HealthCheck.Interval', healthCheck.interval, 1, 2_147_483_647)
  checkRange('HealthCheck.Times', healthCheck.times, 0, 2_147_483_647)
  check('HealthCheck.Url', healthCheck.url, RULES.url)
}

/** @throws Refusal 400001 */
export function checkTags(tags: ReadonlyMap<string, string>): void {
  if (tags.size > MAX_TAGS)
    throw invalid(`field 'AddServiceTagsRequest.Tags' does not match rule: {Max: ${MAX_TAGS}}`)
  for (const [key, value] of tags) {
    check('AddServiceTagsRequest.Tags', key, RULES.tag)
    check('AddServiceTagsRequest.Tags', value, RULES.tag)
  }
}

/** Checks one schema of a full set, where the summary is mandatory (registry.md 6.3). @throws Refusal 400001 */
export function checkSchema({ schemaId, schema, summary }: SchemaBody): void {
  check('Schema.SchemaId', schemaId, RULES.schemaId)
  check('Schema.Schema', schema, RULES.schema)
  check('Schema.Summary', summary, RULES.requiredSummary)
}
