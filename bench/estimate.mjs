// What calls would have taken on a machine that nobody else uses.
//
// A call is {ms, us}: its time, and the mean µs of what bench/neighbors measured
// meanwhile. With c = us / least - 1, how much slower than undisturbed that was,
// a contender's calls follow ms = T (1 + slope c): the slope is the contender's,
// as it uses the core, T that of a contender and task.

const QUIET = 0.15 // calls at this c count half of those at 0
const USUAL = { slope: 1.2, weight: 0.1 } // what a slope is drawn to where calls tell little
const OUTLIER = 0.3 // a call that is further off its line counts as if it were not

const weight = (c) => 1 / (1 + (c / QUIET) ** 2)
const sum = (list) => list.reduce((a, b) => a + b, 0)

// points are the calls as {ms, c}; without neighbors measured all are undisturbed.
const points = (calls, least) => calls.map(({ ms, us }) => ({ ms, c: us > 0 ? Math.max(us / least - 1, 0) : 0 }))

// intercept is T for a given slope: of ms / (1 + slope c), in which undisturbed calls
// count most, the mean of the lower half. Above it are those that found cold caches,
// or a disturbance too short to be seen.
function intercept(list, slope) {
  const each = list.map(({ ms, c }) => ({ t: ms / (1 + slope * c), w: weight(c) })).sort((a, b) => a.t - b.t)
  const half = sum(each.map(({ w }) => w)) / 2
  let weights = 0
  let total = 0
  for (const { t, w } of each) {
    const counts = Math.min(w, half - weights)
    if (counts <= 0) break
    weights += counts
    total += counts * t
  }
  return total / weights
}

// slopeOf fits one slope to a contender's calls of several tasks: by least squares
// of each task's calls, as parts of their mean, around the line through that mean.
export function slopeOf(tasks, least) {
  const lists = tasks.map((calls) => points(calls, least)).filter((list) => list.length > 1)
  const means = lists.map((list) => ({ ms: sum(list.map(({ ms }) => ms)) / list.length, c: sum(list.map(({ c }) => c)) / list.length }))
  const squares = (slope) => {
    let total = USUAL.weight * (slope - USUAL.slope) ** 2
    for (const [i, list] of lists.entries()) {
      const mean = means[i]
      for (const { ms, c } of list) total += Math.min(Math.abs(ms / mean.ms - (1 + slope * c) / (1 + slope * mean.c)), OUTLIER) ** 2
    }
    return total
  }
  let best = 0
  for (let i = 1; i <= 300; i++) if (squares(i / 100) < squares(best)) best = i / 100
  return best
}

// undisturbed is T of some calls, and its standard error as a fraction of it, by
// Tukey's jackknife, which leaves out one call at a time.
export function undisturbed(calls, slope, least) {
  const list = points(calls, least)
  const n = list.length
  const ms = intercept(list, slope)
  if (n < 2) return { ms, error: 1 }
  const without = list.map((_, i) => intercept(list.toSpliced(i, 1), slope))
  const mean = sum(without) / n
  return { ms, error: Math.sqrt(((n - 1) / n) * sum(without.map((t) => (t - mean) ** 2))) / ms }
}
