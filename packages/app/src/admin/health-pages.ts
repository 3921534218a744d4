import type { Page } from './page.ts'
import type { Subject } from './subject.ts'

/** `/livez`: the event loop turns, nothing else: what a restart cannot cure must not cause one. */
export function livePage(): Page {
  return { method: 'GET', open: true, answer: () => ({ status: 200, body: { status: 'UP' } }) }
}

/** `/readyz`: whether calls may be sent here; no from the first signal on (decisions.md N10). */
export function readyPage(subject: Subject): Page {
  return {
    method: 'GET',
    open: true,
    answer: () => {
      const reasons = subject.health.reasonsNotReady(subject.state, subject.takenOut)
      const ready = reasons.length === 0
      return { status: ready ? 200 : 503, body: { status: ready ? 'UP' : 'DOWN', reasons } }
    }
  }
}

/**
 * `/healthz`: everything in one answer, for people and for alarms. DOWN (503) when calls may not be sent here, DEGRADED
 * (200) when they may and something is wrong.
 */
export function healthPage(subject: Subject): Page {
  return {
    method: 'GET',
    open: true,
    answer: () => {
      const { health, state, takenOut, parts, instanceId } = subject
      const { name, version, app, environment } = parts.identity
      const { problems } = parts.governance
      const wrong =
        health.registry === 'lost' ||
        health.config === 'away' ||
        health.breakers.length > 0 ||
        problems.some(({ severity }) => severity === 'error')
      const ready = health.ready(state)
      return {
        status: ready ? 200 : 503,
        body: {
          status: !ready ? 'DOWN' : wrong ? 'DEGRADED' : 'UP',
          state: takenOut ? 'taken out' : state,
          service: { name, version, application: app, environment, instance: instanceId },
          registry: health.registry,
          configuration: health.config,
          breakers: health.breakers,
          policies: { revision: parts.governance.revision, problems }
        }
      }
    }
  }
}
