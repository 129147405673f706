// What a query names and gets nothing for: names that the table does not have,
// and parameters that need another one.

const cuts = (q) => ['crop', 'min', 'cover', 'facearea'].includes(q.get('fit'))
const pads = (q) => ['fill', 'fillmax', 'clamp', 'contain'].includes(q.get('fit'))
const format = (q, ...names) => names.includes(q.get('fm')) || !q.has('fm') || q.get('auto')?.includes('format')
const needs = [
  [/^(crop|(max|min)-[wh])$/, cuts, 'fit=crop or fit=min'],
  [/^fp-[xyz]$/, (q) => q.get('crop')?.includes('focalpoint'), 'crop=focalpoint'],
  [/^ar$/, (q) => cuts(q) || pads(q), 'a fit that cuts or pads'],
  [/^trim-(color|tol|md|pad)$/, (q) => q.has('trim'), 'trim'],
  [/^fill$/, pads, 'fit=fill'],
  [/^fill-color$/, pads, 'fit=fill'],
  [/^border-radius$/, (q) => q.has('border'), 'border'],
  [/^corner-radius$/, (q) => q.get('mask') === 'corners', 'mask=corners'],
  [/^usmrad$/, (q) => q.has('usm'), 'usm'],
  [/^mark-/, (q) => q.has('mark'), 'mark'],
  [/^blend-/, (q) => q.has('blend'), 'blend'],
  [/^(colors|prefix)$/, (q) => q.has('palette'), 'palette'],
  [/^chromasub$/, (q) => format(q, 'jpg', 'pjpg', 'avif'), 'fm=jpg'],
  [/^jpg-progressive$/, (q) => format(q, 'jpg', 'pjpg'), 'fm=jpg'],
  [/^lossless$/, (q) => format(q, 'webp', 'avif'), 'fm=webp'],
  [/^colorquant$/, (q) => format(q, 'png8', 'gif'), 'fm=png8 or fm=gif'],
  [/^q$/, (q) => !['png', 'png32', 'json', 'blurhash'].includes(q.get('fm')) || q.get('auto')?.includes('format'), 'a lossy format'],
]

// ignored returns one sentence for each parameter that does nothing.
export function ignored(query, names) {
  const out = []
  for (const [name] of query.list) {
    if (!names.has(name) && !(name.endsWith('64') && names.has(name.slice(0, -2)))) {
      const near = nearest(name, [...names.keys()])
      out.push(`${name} is ignored: there is no such parameter${near ? `; did you mean ${near}?` : ''}`)
      continue
    }
    for (const [pattern, fulfilled, want] of needs)
      if (pattern.test(name) && !fulfilled(query)) out.push(`${name} is ignored: it needs ${want}`)
  }
  return out
}

// nearest returns the name that two edits at most make of a mistyped one.
function nearest(name, all) {
  const ranked = all.map((n) => [distance(name, n), n]).sort((a, b) => a[0] - b[0])
  return ranked[0]?.[0] <= Math.min(2, name.length / 2) ? ranked[0][1] : undefined
}

function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]
}
