import { seededRandom, simulatedClock } from '@node-chassis/core/testing'
import { expect, test } from 'vitest'
import { TokenKeeper } from './token-keeper.ts'

const HOUR_MS = 3_600_000

/** An engine that restarts with other keys, goes away, and ends tokens early; three clients ask every 5 s. */
async function day(seed: number): Promise<{ logins: number; refused: number; slow: number; asked: number }> {
  const clock = simulatedClock()
  const random = seededRandom(seed)
  let key = 0
  let away = false
  let calmSince = 0
  let atOnce = 0
  const seen = { logins: 0, refused: 0, slow: 0, asked: 0 }
  const keeper = new TokenKeeper(clock, async () => {
    seen.logins++
    expect(++atOnce, 'logins at once').toBe(1)
    await Promise.resolve()
    atOnce--
    if (away) throw new Error('away')
    const livesMs = (15 + random.below(12 * 60 - 15)) * 60_000
    return { token: `${key}.${clock.now() + livesMs}`, livesMs: random.below(4) === 0 ? undefined : livesMs }
  })
  const isGood = (token: string | undefined): boolean => {
    const [of, until] = (token ?? '').split('.')
    return !away && Number(of) === key && clock.now() < Number(until)
  }
  const request = async (): Promise<void> => {
    seen.asked++
    let ok = false
    try {
      let token = await keeper.get()
      if (!isGood(token) && !away && (await keeper.refused(token))) token = await keeper.get()
      ok = isGood(token)
    } catch {
      // Nobody could judge the account.
    }
    if (ok) return
    seen.refused++
    // Not longer than the pause between two forced logins after the last fault.
    if (!away && clock.now() - calmSince > 15_000) seen.slow++
  }
  while (clock.now() < 24 * HOUR_MS) {
    const restarts = random.below(1_000) === 0
    if (restarts) key++
    if (random.below(2_000) === 0) away = !away
    if (away && random.below(20) === 0) away = false
    if (restarts || away) calmSince = clock.now()
    await Promise.all([request(), request(), request()])
    await clock.advanceAsync(5_000)
  }
  return seen
}

test.each([1, 2, 3, 4])(
  'a day of restarts and outages, seed %i: one login at a time, few of them, nobody locked out',
  async (seed) => {
    const { logins, refused, slow, asked } = await day(seed)
    expect(slow).toBe(0)
    // Three an hour when nothing happens; the rest are restarts and outages, of which no client sees more than a moment.
    expect(logins).toBeLessThan(24 * 3 + 250)
    expect(refused / asked).toBeLessThan(0.03)
  }
)
