import type * as api from '@opentelemetry/api'

export type OpenTelemetry = typeof api

/**
 * The optional peer, when it is installed and an SDK has been registered with it; otherwise nothing of it is loaded, or
 * nothing is done with it. An SDK registers before the application's own code (`node --import ./instrumentation.js`).
 */
export async function loadOpenTelemetry(): Promise<OpenTelemetry | undefined> {
  let api: OpenTelemetry
  try {
    api = await import('@opentelemetry/api')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
  return tracesAreRecorded(api) || metricsAreRecorded(api) ? api : undefined
}

function tracesAreRecorded({ trace, ProxyTracerProvider }: OpenTelemetry): boolean {
  const provider = trace.getTracerProvider()
  if (!(provider instanceof ProxyTracerProvider)) return true
  const nothing = new ProxyTracerProvider().getDelegate()
  return provider.getDelegate().constructor !== nothing.constructor
}

function metricsAreRecorded({ metrics, createNoopMeter }: OpenTelemetry): boolean {
  return metrics.getMeter('node-chassis').constructor !== createNoopMeter().constructor
}
