import type { DocumentName } from '../config/store.ts'
import { tenantOf } from '../config/tenants.ts'
import type { TenantUse } from '../config/tenants.ts'
import { writeProblem } from '../config/writes.ts'
import type { JsonFields } from '../json-fields.ts'
import type { Checked } from '../names.ts'
import type { NacosState } from '../state.ts'
import type { RequestKind, RequestKinds } from './dispatcher.ts'
import { GrpcRefusal, done } from './replies.ts'

/** Requests about documents (nacos.md 4.3, 7). */
export function configRequests(state: NacosState): RequestKinds {
  const { profile, config, listeners, fuzzyWatches } = state

  const nameOf = (fields: JsonFields, use: TenantUse): DocumentName => ({
    tenant: tenantOf(profile, fields.text('tenant'), use),
    group: fields.text('group') ?? '',
    dataId: fields.text('dataId') ?? ''
  })

  const query: RequestKind = {
    responseType: 'ConfigQueryResponse',
    checked: (fields) => [names(fields)],
    handle(fields) {
      const document = config.get(nameOf(fields, 'grpcRead'))
      if (document === undefined) {
        throw new GrpcRefusal(300, 'config data not exist', { isOwnKind: true })
      }
      const { content, encryptedDataKey, type, md5, modifiedAt } = document
      return done('ConfigQueryResponse', {
        content,
        encryptedDataKey,
        contentType: type,
        md5,
        lastModified: Math.floor(modifiedAt),
        beta: false
      })
    }
  }

  const publish: RequestKind = {
    responseType: 'ConfigPublishResponse',
    checked: (fields) => [names(fields)],
    handle(fields) {
      const more = fields.object('additionMap')
      const draft = {
        ...nameOf(fields, 'write'),
        content: fields.text('content') ?? '',
        type: more?.text('type'),
        appName: more?.text('appName'),
        encryptedDataKey: more?.text('encryptedDataKey')
      }
      const problem = writeProblem(draft, profile)
      if (problem !== undefined) throw new GrpcRefusal(400, problem, { isOwnKind: true })
      if (!config.putIf(draft, profile.comparesAndSets ? fields.text('casMd5') : undefined)) {
        throw new GrpcRefusal(500, 'Cas publish fail, server md5 may have changed.', { isOwnKind: true })
      }
      return done('ConfigPublishResponse')
    }
  }

  const remove: RequestKind = {
    responseType: 'ConfigRemoveResponse',
    checked: (fields) => [names(fields)],
    handle(fields) {
      config.remove(nameOf(fields, 'write'))
      return done('ConfigRemoveResponse')
    }
  }

  const listen: RequestKind = {
    responseType: 'ConfigChangeBatchListenResponse',
    checked: (fields) => fields.objects('configListenContexts').map(names),
    handle(fields, connection) {
      const isOn = fields.flag('listen') ?? true
      const changed: object[] = []
      for (const each of fields.objects('configListenContexts')) {
        const name = nameOf(each, 'grpcRead')
        if (!isOn) {
          listeners.remove(connection.config, name)
          continue
        }
        listeners.add(connection.config, name)
        if ((config.get(name)?.md5 ?? '') === (each.text('md5') ?? '')) continue
        changed.push({ group: name.group, dataId: name.dataId, tenant: each.text('tenant') ?? '' })
      }
      return done('ConfigChangeBatchListenResponse', { changedConfigs: changed })
    }
  }

  const fuzzyWatch: RequestKind = {
    responseType: 'ConfigFuzzyWatchResponse',
    handle(fields, connection) {
      const pattern = fields.text('groupKeyPattern') ?? ''
      if (fields.text('watchType') === 'CANCEL_WATCH') fuzzyWatches.cancel(connection.fuzzy, pattern)
      else {
        fuzzyWatches.add(connection.fuzzy, {
          pattern,
          received: new Set(fields.textList('receivedGroupKeys')),
          isInitial: fields.flag('initializing') ?? false
        })
      }
      return done('ConfigFuzzyWatchResponse')
    }
  }

  return {
    ConfigQueryRequest: query,
    ConfigPublishRequest: publish,
    ConfigRemoveRequest: remove,
    ConfigBatchListenRequest: listen,
    ...(profile.api === '3.0' ? { ConfigFuzzyWatchRequest: fuzzyWatch } : {})
  }
}

function names(fields: JsonFields): Checked {
  return {
    namespaceId: fields.text('tenant'),
    dataId: fields.text('dataId'),
    group: fields.text('group')
  }
}
