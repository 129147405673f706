// The URL as data: its path and its parameters in order, names as the table has
// them, and what clients make of it (srcset, signature).

import { md5 } from './md5.mjs'

// Widths of a fluid srcset and the quality of each density of a fixed one, as
// imgix's clients and `tintype srcset` send them.
export const fluidWidths = [
  100, 116, 135, 156, 181, 210, 244, 283, 328, 380, 441, 512, 594, 689, 799, 927, 1075, 1247, 1446, 1678, 1946, 2257, 2619, 3038,
  3524, 4087, 4741, 5500, 6380, 7401, 8192,
]
export const densityQuality = [75, 50, 35, 23, 20]

// Query is one URL. The table's aliases are resolved; what it does not know stays.
export class Query {
  constructor(url, names) {
    const [path, query = ''] = cut(url, '?')
    this.path = path
    this.names = names
    this.list = []
    for (const pair of query.split('&')) {
      if (pair === '') continue
      const [name, value = ''] = cut(pair, '=')
      this.put(decode(name), decode(value))
    }
  }

  // put adds a parameter, or changes it where it stands: the last of each counts.
  put(name, value) {
    const known = this.names.get(name) ?? name
    if (known === 's') return
    const at = this.list.findIndex(([n]) => n === known)
    if (at < 0) this.list.push([known, value])
    else if (known === 'auto') this.list[at][1] = [...new Set([...this.list[at][1].split(','), ...value.split(',')])].join()
    else this.list[at][1] = value
  }

  get(name) {
    return this.list.find(([n]) => n === name)?.[1]
  }

  has(name) {
    return this.get(name) !== undefined
  }

  // with returns a copy with these parameters in place of its own; undefined removes.
  with(changes) {
    const copy = new Query(this.path, this.names)
    copy.list = this.list.filter(([n]) => !(n in changes))
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) continue
      const at = this.list.findIndex(([n]) => n === name)
      copy.list.splice(at < 0 ? copy.list.length : at, 0, [name, value])
    }
    return copy
  }

  // only returns a copy with the parameters that keep accepts.
  only(keep) {
    const copy = new Query(this.path, this.names)
    copy.list = this.list.filter(([n]) => keep(n))
    return copy
  }

  get search() {
    return this.list.map(([n, v]) => encode(n) + '=' + encode(v)).join('&')
  }

  toString() {
    return this.list.length ? this.path + '?' + this.search : this.path
  }

  // fixed says that a side in pixels is asked for: a srcset then lists densities.
  get fixed() {
    return [this.get('w'), this.get('h')].some((v) => v !== undefined && +v >= 1)
  }
}

// sign appends s=, the MD5 of token, path and query as they are sent.
export function sign(url, token) {
  if (!token) return url
  return url + (url.includes('?') ? '&s=' : '?s=') + md5(token + url)
}

// srcset returns pairs of URL and descriptor, as `tintype srcset` prints them.
export function srcset(query, token) {
  if (query.fixed)
    return densityQuality.map((q, i) => {
      const more = { dpr: String(i + 1), ...(query.has('q') ? {} : { q: String(q) }) }
      return [sign(String(query.with(more)), token), `${i + 1}x`]
    })
  return fluidWidths.map((w) => [sign(String(query.with({ w: String(w) })), token), `${w}w`])
}

// loaded returns the candidate of that srcset that a device takes for an image
// as wide as its screen.
export function loaded(query, device) {
  if (!device) return query
  if (!query.fixed) {
    const need = device.width * device.dpr
    return query.with({ w: String(fluidWidths.find((w) => w >= need) ?? fluidWidths.at(-1)) })
  }
  const dpr = Math.min(5, Math.ceil(device.dpr))
  return query.with({ dpr: String(dpr), ...(query.has('q') ? {} : { q: String(densityQuality[dpr - 1]) }) })
}

function cut(s, by) {
  const i = s.indexOf(by)
  return i < 0 ? [s] : [s.slice(0, i), s.slice(i + 1)]
}

function decode(s) {
  try {
    return decodeURIComponent(s.replaceAll('+', ' '))
  } catch {
    return s
  }
}

// encode leaves what reads better as it is and is allowed in a query.
const encode = (s) => encodeURIComponent(s).replace(/%(2C|3A|2F|40)/g, decodeURIComponent)
