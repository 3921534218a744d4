/** What a code means and what to do, where its own message tends to say little (control-plane.md 6.1-6.3). */
const HINTS: Readonly<Record<string, string>> = {
  'SVCSTG.00501134': 'specType is missing or invalid: give CSE2 or Nacos2',
  'SVCSTG.00501111': 'an engine of this name exists: choose another, or use that one',
  'SVCSTG.00501112': 'the engine quota of the tenant is used up',
  'SVCSTG.00501133': 'the engine limit of the site is reached',
  'SVCSTG.00501103': 'payment is empty, invalid or not allowed: "1" is pay-per-use',
  'SVCSTG.00501104': 'the flavor is malformed: listEngineFlavors has those there are',
  'SVCSTG.00501105': 'azList must hold 1 to 3 names of availability zones',
  'SVCSTG.00501117': 'the engine cannot be deleted now: wait until it is Available, Unavailable or failed',
  'SVCSTG.00501152': 'the job id is malformed',
  'SVCSTG.00501153': 'there is no such job',
  'SVCSTG.00501149': 'a node of the engine is abnormal: try again later',
  'SVCSTG.00501116': 'there is no such engine',
  'SVCSTG.00401116': 'there is no such engine',
  'SVCSTG.00501125': 'there is no such engine',
  'SVCSTG.00501201':
    'the name of the peer engine is invalid: 3 to 24 letters, digits, hyphens; a letter first, no hyphen last, not default',
  'SVCSTG.00501202': 'the peer engine must be an HA engine',
  'SVCSTG.00501203': 'the peer engine must be in one zone',
  'SVCSTG.00500400': 'a parameter was not understood: the message says which',
  'SVCSTG.00400100': 'a parameter is invalid',
  'SVCSTG.00400106': 'there is no such record',
  'SVCSTG.00400107': 'the record exists already',
  'SVCSTG.00400649': 'key or value is too long: 2048 and 131072 characters are the limits',
  'SVCSTG.00400650': 'the file cannot be used',
  'SVCSTG.00400651': 'the file is empty or no JSON',
  'SVCSTG.00400652': 'key or value is null or no text',
  'SVCSTG.00400653': 'the body or the label of the query is invalid',
  'SVCSTG.00300605': 'the configuration centre cannot reach its store: try again later',
  'SVCSTG.00300401': 'the token is not accepted',
  '400001': 'a parameter is invalid',
  '400002': 'the server is unhealthy: try again later',
  '400010': 'the microservice exists with another id or content',
  '400011': 'no instance behind it is available: try again later',
  '400012': 'there is no such microservice',
  '400013': 'the microservice still has instances: delete with force',
  '400014': 'the microservice does not declare this schema',
  '400015': 'the schema must not be changed',
  '400016': 'there is no such schema',
  '400017': 'there is no such instance: register again',
  '400018': 'there is no such tag',
  '400019': 'the rule exists already',
  '400020': 'the rule is in conflict with the other list',
  '400021': 'the type of a rule must not be changed',
  '400022': 'there is no such rule',
  '400023': 'consumers depend on the microservice: delete with force',
  '400024': 'access is refused',
  '400025': 'the endpoint belongs to another instance: deregister that one',
  '400026': 'there is no such version',
  '400100': 'the quota is used up',
  '401201': 'the token is not accepted',
  '401202': 'account or password is wrong',
  '401205': 'the token has expired',
  '401207': 'the old password is wrong',
  '401204': 'the engine asks for a token: give an account',
  '403001': 'this account may not do that',
  '403201': 'the account is blocked after failed log-ins: wait 15 minutes',
  '403205': 'this account may not do that',
  '404001': 'there is no such record',
  '409001': 'the record exists already',
  '409200': 'the account exists already',
  '422001': 'the quota of the configuration centre is used up',
  '500003': 'the server failed: try again later',
  '500011': 'the registry is not available: try again later',
  '500101': 'the quota service is not available: try again later',
  '500605': 'the configuration centre cannot reach its store: try again later'
}

const GONE: ReadonlySet<string> = new Set(['SVCSTG.00501116', 'SVCSTG.00401116', 'SVCSTG.00501125'])

export function hintOf(code: string | undefined): string | undefined {
  return code !== undefined && Object.hasOwn(HINTS, code) ? HINTS[code] : undefined
}

/** "There is no such engine", with status 400 or 401 (control-plane.md 5). */
export function meansEngineGone(status: number, code: string | undefined): boolean {
  return (status === 400 || status === 401) && code !== undefined && GONE.has(code)
}

/** A token that has to be replaced: 401, and one code that comes with a 400 (control-plane.md 6.2). */
export function meansTokenRefused(status: number, code: string | undefined): boolean {
  if (meansEngineGone(status, code)) return false
  return status === 401 || code === 'SVCSTG.00300401'
}
