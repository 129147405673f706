// The estimates of the bench, on machines that are made up: what a call takes there
// undisturbed is known.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slopeOf, undisturbed } from '../estimate.mjs'

const LEAST = 40 // µs of the neighbors' work undisturbed

// generator of the same numbers every time: mulberry32
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

// calls of a contender of ms undisturbed, of which a part is disturbed.
function made({ n, ms, slope, part, seed }) {
  const next = random(seed)
  return Array.from({ length: n }, () => {
    const c = next() < part ? 0.1 + 0.3 * next() : 0.02 * next()
    const noise = 1 + 0.03 * next() + (next() < 0.1 ? 0.3 : 0) // a tenth is late for another reason
    return { ms: ms * (1 + slope * c) * noise, us: LEAST * (1 + c) }
  })
}

test('a busy machine and a quiet one come to the same', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    for (const part of [0, 0.3, 0.7]) {
      const tasks = [20, 200, 7].map((ms, i) => made({ n: 30, ms, slope: 1.5, part, seed: seed + 100 * i }))
      const slope = slopeOf(tasks, LEAST)
      for (const [i, ms] of [20, 200, 7].entries()) {
        const got = undisturbed(tasks[i], slope, LEAST).ms
        assert.ok(Math.abs(got / ms - 1) < 0.03, `${part} of the calls disturbed: got ${got}, want ${ms}`)
      }
    }
  }
})

test('calls that are all disturbed are corrected by the slope of the contender', () => {
  const tasks = [50, 500].map((ms, i) => made({ n: 60, ms, slope: 1, part: 1, seed: 9 + i }))
  const slope = slopeOf(tasks, LEAST)
  assert.ok(Math.abs(slope - 1) < 0.2, `slope ${slope}`)
  const got = undisturbed(tasks[1], slope, LEAST).ms
  assert.ok(Math.abs(got / 500 - 1) < 0.06, `got ${got}, want 500`)
})

test('without a measure of the neighbors the lower half counts', () => {
  const calls = [10, 12, 11, 40].map((ms) => ({ ms, us: undefined }))
  assert.equal(undisturbed(calls, slopeOf([calls], LEAST), LEAST).ms, 10.5)
})

test('the standard error falls with the number of calls and tells of disagreement', () => {
  const error = (n) => undisturbed(made({ n, ms: 10, slope: 1.5, part: 0.5, seed: 3 }), 1.5, LEAST).error
  assert.ok(error(80) < error(8))
  assert.ok(undisturbed([{ ms: 10, us: LEAST }, { ms: 20, us: LEAST }], 1.2, LEAST).error > 0.1)
  assert.equal(undisturbed([{ ms: 10, us: LEAST }], 1.2, LEAST).error, 1)
})
