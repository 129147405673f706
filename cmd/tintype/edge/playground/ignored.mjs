// What a query names and gets nothing for: names that the table does not have, and
// parameters that the server says the image did not depend on.

// ignored returns one sentence for each. header is the answer's X-Tintype.
export function ignored(query, header, names, table) {
  const out = []
  for (const [name] of query.list) {
    if (names.has(name) || (name.endsWith('64') && names.has(name.slice(0, -2)))) continue
    const near = nearest(name, [...names.keys()])
    out.push(`${name} is ignored: there is no such parameter${near ? `; did you mean ${near}?` : ''}`)
  }
  for (const name of /ignored="([^"]*)"/.exec(header)?.[1].split(' ') ?? []) {
    const row = table.find((s) => s.name === name)
    if (row) out.push(`${name} is ignored${row.needs ? `: it needs ${row.needs}` : ''}`)
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
