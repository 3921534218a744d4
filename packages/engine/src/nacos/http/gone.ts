import type { Clock } from '@node-chassis/core'
import type { Route } from '../../http/types.ts'
import { frameworkError } from './answers.ts'

/**
 * A route that 3.0 has taken away (nacos.md 2).
 * @param path behind the context path
 * @param instead method and path of what took its place
 * @param kind which of the server's switches would bring it back
 */
export function gone(
  clock: Clock,
  method: Route['method'],
  path: string,
  instead: string,
  kind: 'admin' | 'console'
): Route {
  const [verb, place] = instead.split(' ')
  const message = JSON.stringify({
    code: 40_000,
    message:
      `Current API will be deprecated, please use API(s) \`${verb} \${contextPath:nacos}${place}\` instead, ` +
      `or set \`nacos.core.api.compatibility.${kind}.enabled=true\` in application.properties.`
  })
  return {
    method,
    path: `/nacos${path}`,
    handle: (request) => frameworkError(clock, 410, message, request.path)
  }
}
