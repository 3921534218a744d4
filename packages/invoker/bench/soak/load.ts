import { setTimeout as sleep } from 'node:timers/promises'

export { sleep }

/** What a part of the soak found: a line to read, and what did not hold. */
export interface Finding {
  readonly line: string
  readonly breaches: readonly string[]
}

export const now = (): number => Number(process.hrtime.bigint()) / 1e6

/** Keeps `inFlight` calls going until told to stop; a call that fails is the call's own business. */
export function load(inFlight: number, one: () => Promise<unknown>): { stop(): Promise<number> } {
  let going = true
  let calls = 0
  const worker = async (): Promise<void> => {
    while (going) {
      await one()
      calls++
    }
  }
  const all = Promise.all(Array.from({ length: inFlight }, worker))
  return {
    async stop() {
      going = false
      await all
      return calls
    }
  }
}

export const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? NaN

export const codeOf = (error: unknown): string => {
  const { code, name, message } = error as { code?: string; name?: string; message: string }
  return code ?? name ?? message
}
