import type { Route } from '../../http/types.ts'
import { list, struct } from '../../json/read.ts'
import { omitEmpty } from '../../json/write.ts'
import type { RouteMaker } from '../call.ts'
import { Refusal, invalid } from '../errors.ts'
import { schemaShape } from '../model.ts'
import { MAX_SCHEMAS, RULES, check, checkSchema } from '../rules.ts'
import type { Services } from '../services.ts'
import type { RegistrySettings } from '../settings.ts'
import { DONE, objectAnswer } from '../wire.ts'

const allShape = struct({ schemas: list(schemaShape) })

/** registry.md 6.1 to 6.3 */
export function schemaRoutes(
  route: RouteMaker,
  services: Services,
  settings: RegistrySettings
): readonly Route[] {
  return [
    route('GET', 'P/microservices/:serviceId/schemas', (call) => {
      const withSchema = call.query('withSchema')
      if (!['', '0', '1'].includes(withSchema)) throw invalid('parameter withSchema must be 1 or 0')
      const { schemaIds, schemas } = services.get(call.tenant, call.serviceId())
      // An id may be listed by the service and have no content.
      const ids = new Set([...schemaIds, ...schemas.keys()])
      const shown = [...ids].map((schemaId) => {
        const known = schemas.get(schemaId)
        return omitEmpty({
          schemaId,
          summary: known?.summary,
          schema: withSchema === '1' ? known?.schema : undefined
        })
      })
      return objectAnswer({ schemas: shown })
    }),

    route('POST', 'P/microservices/:serviceId/schemas', (call) => {
      const { schemas } = call.body(allShape)
      const serviceId = call.serviceId()
      try {
        if (schemas.length === 0 || schemas.length > MAX_SCHEMAS) throw invalid('')
        for (const schema of schemas) checkSchema(schema)
      } catch {
        throw invalid('Invalid request.')
      }
      services.setSchemas(services.get(call.tenant, serviceId), schemas)
      return DONE
    }),

    route('GET', 'P/microservices/:serviceId/schemas/:schemaId', (call) => {
      const schemaId = call.param('schemaId')
      check('GetSchemaRequest.SchemaId', schemaId, RULES.schemaId)
      const schema = services.get(call.tenant, call.serviceId()).schemas.get(schemaId)
      if (schema === undefined) throw new Refusal(400016, 'schema does not exist.')
      return objectAnswer({ schema: schema.schema }, { 'X-Schema-Summary': schema.summary })
    }),

    route('PUT', 'P/microservices/:serviceId/schemas/:schemaId', (call) => {
      if (!settings.schemaChanges) throw new Refusal(403001, 'schema modify is disabled')
      const body = { ...call.body(schemaShape), schemaId: call.param('schemaId') }
      check('ModifySchemaRequest.SchemaId', body.schemaId, RULES.schemaId)
      check('ModifySchemaRequest.Schema', body.schema, RULES.schema)
      check('ModifySchemaRequest.Summary', body.summary, RULES.summary)
      const record = services.get(call.tenant, call.serviceId())
      const isNew = !record.schemas.has(body.schemaId)
      if (isNew && record.schemas.size >= MAX_SCHEMAS) {
        throw new Refusal(400100, `no quota to create schema, max num is ${MAX_SCHEMAS}`)
      }
      services.putSchema(record, body)
      return DONE
    }),

    route('DELETE', 'P/microservices/:serviceId/schemas/:schemaId', (call) => {
      const schemaId = call.param('schemaId')
      check('DeleteSchemaRequest.SchemaId', schemaId, RULES.schemaId)
      const record = services.get(call.tenant, call.serviceId())
      if (!services.dropSchema(record, schemaId)) throw new Refusal(400016, 'schema does not exist.')
      return DONE
    })
  ]
}
