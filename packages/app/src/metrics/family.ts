/** Names and values of one series, e.g. `{ service: 'order', result: 'success' }`. */
export type Labels = Readonly<Record<string, string>>

export interface Sample {
  readonly labels: Labels
  readonly value: number
}

export interface HistogramSample {
  readonly labels: Labels
  /** One for each bound and one for what exceeds them all, not accumulated. */
  readonly buckets: readonly number[]
  readonly sum: number
}

/**
 * What is measured under one name. Names are those of OpenTelemetry, with dots: Prometheus gets underscores, the unit and
 * `_total` from them. They are part of the public face and listed in docs/diagnostics.md.
 */
export type Family =
  | {
      readonly name: string
      readonly kind: 'counter' | 'gauge'
      readonly help: string
      /** As OpenTelemetry writes it: `s`, `By`; undefined for a plain number. */
      readonly unit?: 's' | 'By'
      readonly samples: readonly Sample[]
    }
  | {
      readonly name: string
      readonly kind: 'histogram'
      readonly help: string
      readonly unit: 's'
      /** Upper bounds in the unit. */
      readonly bounds: readonly number[]
      readonly samples: readonly HistogramSample[]
    }
