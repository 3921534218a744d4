import type { Answer, EngineRequest, Route } from '../../http/types.ts'
import type { NacosState } from '../state.ts'
import { frameworkError, json, text } from './answers.ts'
import { Params } from './params.ts'

const PATHS = ['/nacos/v1/auth/users/login', '/nacos/v1/auth/login']
const V3_PATH = '/nacos/v3/auth/user/login'

/** Login (nacos.md 3). It works without authentication too. */
export function loginRoutes({ profile, access, env }: NacosState): readonly Route[] {
  const refused = (path: string): Answer => {
    if (profile.api === '2.1') return text('unknown user!', 403)
    if (profile.api === '2.5') return text('user not found!', 403)
    if (path === V3_PATH) return frameworkError(env.clock, 403, 'User not found!', path)
    // 3.0 falls over its own compatibility switch (A2).
    return frameworkError(env.clock, 500, 'Handle API Compatibility failed, please see log for detail.', path)
  }
  const handle = async (request: EngineRequest): Promise<Answer> => {
    const params = new Params(request)
    const login = await access.logIn(params.text('username') ?? '', params.text('password') ?? '')
    if (login === undefined) return refused(request.path)
    return json(login, 200, { Authorization: `Bearer ${login.accessToken}` })
  }
  const paths = profile.api === '3.0' ? [...PATHS, V3_PATH] : PATHS
  return paths.map((path): Route => ({ method: 'POST', path, handle }))
}
