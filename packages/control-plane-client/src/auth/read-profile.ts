import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { ControlPlaneError } from '../control-plane-error.ts'
import { Credentials } from './credentials.ts'
import type { GivenCredentials } from './credentials.ts'

/** Where the cloud is and which of its parts is meant. Everything may be missing. */
export interface ProfileSettings {
  /** Region id, e.g. `ap-southeast-1`. */
  readonly region?: string | undefined
  readonly projectId?: string | undefined
  /** Name of the project. @defaultValue the region */
  readonly projectName?: string | undefined
  readonly enterpriseProjectId?: string | undefined
  readonly engineId?: string | undefined
  /** In place of `https://cse.{region}.myhuaweicloud.com`. */
  readonly endpoint?: string | undefined
  /** In place of `https://iam.{region}.myhuaweicloud.com`. */
  readonly iamEndpoint?: string | undefined
  /** File with certificates (PEM) that are trusted in place of Node's own. */
  readonly caFile?: string | undefined
}

export interface Profile extends ProfileSettings {
  readonly credentials: Credentials
}

export interface ProfileSources {
  /** Strongest: what the caller says. */
  readonly options?: GivenCredentials & ProfileSettings
  /** Usually `process.env`. */
  readonly variables?: Readonly<Record<string, string | undefined>>
  /** @defaultValue `HUAWEICLOUD_SDK_CREDENTIALS_FILE`, else `~/.huaweicloud/credentials` when that is there */
  readonly file?: string | undefined
  /** Section of the file. @defaultValue `CSE_PROFILE`, else `basic` */
  readonly profile?: string | undefined
}

type Name = keyof GivenCredentials | keyof ProfileSettings

/** The variables of the vendor's SDKs and of its Terraform provider; names in the file are those of the SDKs' file. */
const NAMES: Readonly<Record<Name, { readonly variables: readonly string[]; readonly field: string }>> = {
  accessKey: { variables: ['HUAWEICLOUD_SDK_AK', 'HW_ACCESS_KEY'], field: 'ak' },
  secretKey: { variables: ['HUAWEICLOUD_SDK_SK', 'HW_SECRET_KEY'], field: 'sk' },
  securityToken: {
    variables: ['HUAWEICLOUD_SDK_SECURITY_TOKEN', 'HW_SECURITY_TOKEN'],
    field: 'security_token'
  },
  user: { variables: ['HW_USER_NAME'], field: 'user_name' },
  password: { variables: ['HW_PASSWORD'], field: 'password' },
  domain: { variables: ['HW_DOMAIN_NAME'], field: 'domain_name' },
  token: { variables: ['HW_AUTH_TOKEN'], field: 'token' },
  region: { variables: ['HW_REGION_NAME'], field: 'region' },
  projectId: { variables: ['HUAWEICLOUD_SDK_PROJECT_ID', 'HW_PROJECT_ID'], field: 'project_id' },
  projectName: { variables: ['HW_PROJECT_NAME'], field: 'project_name' },
  enterpriseProjectId: { variables: ['HW_ENTERPRISE_PROJECT_ID'], field: 'enterprise_project_id' },
  engineId: { variables: ['CSE_ENGINE_ID'], field: 'engine_id' },
  endpoint: { variables: ['CSE_ENDPOINT'], field: 'endpoint' },
  iamEndpoint: { variables: ['HUAWEICLOUD_SDK_IAM_ENDPOINT'], field: 'iam_endpoint' },
  caFile: { variables: ['CSE_CA_FILE'], field: 'ca_file' }
}

// What belongs together comes from one source: half of a key pair from the environment would sign with a stranger.
const GROUPS: readonly (readonly Name[])[] = [
  ['accessKey', 'secretKey', 'securityToken'],
  ['user', 'password', 'domain'],
  ['token'],
  ['region'],
  ['projectId'],
  ['projectName'],
  ['enterpriseProjectId'],
  ['engineId'],
  ['endpoint'],
  ['iamEndpoint'],
  ['caFile']
]

type Values = Partial<Record<Name, string>>

/**
 * Credentials and settings from options, environment and file, in this order; each group (keys, login) from the first
 * source that has a part of it.
 * @throws ControlPlaneError `CHS_CLOUD_CREDENTIALS` when there are none, a part is missing, or a file or profile that was
 *   asked for is not there
 */
export function readProfile(sources: ProfileSources): Profile {
  const variables = sources.variables ?? {}
  const layers: readonly Values[] = [
    given(sources.options ?? {}),
    fromVariables(variables),
    fromFile(sources, variables)
  ]
  const values: Values = {}
  for (const group of GROUPS) {
    const layer = layers.find((one) => group.some((name) => one[name]))
    for (const name of group) {
      const value = layer?.[name]
      if (value) values[name] = value
    }
  }
  const { accessKey, secretKey, securityToken, user, password, domain, token, ...settings } = values
  const credentials = new Credentials({ accessKey, secretKey, securityToken, user, password, domain, token })
  return { ...settings, credentials }
}

function given(options: GivenCredentials & ProfileSettings): Values {
  return pick((name) => options[name])
}

function fromVariables(variables: Readonly<Record<string, string | undefined>>): Values {
  return pick((name) => NAMES[name].variables.map((one) => variables[one]).find(Boolean))
}

function fromFile(
  { file, profile }: ProfileSources,
  variables: Readonly<Record<string, string | undefined>>
): Values {
  const asked = file ?? variables['HUAWEICLOUD_SDK_CREDENTIALS_FILE']
  const name = asked ?? path.join(homedir(), '.huaweicloud', 'credentials')
  const section = profile ?? variables['CSE_PROFILE']
  let text: string
  try {
    text = readFileSync(name, 'utf8')
  } catch (error) {
    if (asked === undefined && section === undefined) return {}
    throw unusable(`the file ${name} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
  const fields = sectionsOf(text).get(section ?? 'basic')
  if (fields === undefined) {
    if (section === undefined) return {}
    throw unusable(`the file ${name} has no section [${section}]`)
  }
  return pick((one) => fields.get(NAMES[one].field))
}

/** An INI file: `[section]`, `name = value`, lines that begin with `#` or `;`. */
function sectionsOf(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>()
  let fields = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const [, section] = /^\s*\[\s*([^\]]+?)\s*\]\s*$/.exec(line) ?? []
    if (section !== undefined) {
      fields = sections.get(section) ?? new Map<string, string>()
      sections.set(section, fields)
      continue
    }
    const [, name, value] = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (name !== undefined && value !== undefined) fields.set(name, value)
  }
  return sections
}

function pick(valueOf: (name: Name) => string | undefined): Values {
  const values: Values = {}
  for (const name of Object.keys(NAMES) as Name[]) {
    const value = valueOf(name)
    if (value) values[name] = value
  }
  return values
}

function unusable(problem: string): ControlPlaneError {
  return new ControlPlaneError('CHS_CLOUD_CREDENTIALS', problem, { operation: 'credentials' })
}
