import { PROMETHEUS_TYPE, prometheusText } from '../metrics/prometheus.ts'
import { collect } from '../metrics/collect.ts'
import { configPage } from './config-page.ts'
import { explainPage } from './explain-page.ts'
import { healthPage, livePage, readyPage } from './health-pages.ts'
import { instancesPage } from './instances-page.ts'
import type { Page } from './page.ts'
import { statusPage } from './status-page.ts'
import type { Subject } from './subject.ts'

/** Every address of the admin port. */
export function adminPages(subject: Subject): ReadonlyMap<string, Page> {
  return new Map([
    ['/livez', livePage()],
    ['/readyz', readyPage(subject)],
    ['/healthz', healthPage(subject)],
    ['/metrics', metricsPage(subject)],
    ['/explain', explainPage(subject)],
    ['/config', configPage(subject)],
    ['/instances', instancesPage(subject)],
    ['/status', statusPage(subject)]
  ])
}

function metricsPage(subject: Subject): Page {
  return {
    method: 'GET',
    open: true,
    answer: () => ({
      status: 200,
      type: PROMETHEUS_TYPE,
      body: prometheusText(collect(subject), {
        service: subject.parts.identity.name,
        instance: subject.instanceId ?? ''
      })
    })
  }
}
