// What a caller asks for, as the guest hears it: a query string, lines of options,
// and the images that mark and blend name.

import { TintypeError } from './errors.mjs'
import { fileFormats, rows } from './table.mjs'

// A parameter by every name that the grammar or an object may have for it: mark-w,
// markw, mw and markW are one.
const parameters = new Map()
for (const [name, kind, alone, ...also] of rows) {
  const parameter = { name, kind, alone }
  for (const n of [name, ...also]) {
    parameters.set(n, parameter)
    parameters.set(camel(n), parameter)
  }
}

function camel(name) {
  return name.replace(/-(.)/g, (_, c) => c.toUpperCase())
}

// Words that the grammar has for what only a server does, or for what is not there:
// accepted in URLs, since other servers know them, and without effect.
const idle = new Map(Object.entries({ auto: ['format', 'enhance', 'redeye', 'true'], crop: ['faces'] }))

// The limits that load, createPool and every call may set.
const limits = ['sourceBytes', 'sourcePixels', 'outputSide', 'outputPixels', 'enlargePixels', 'frames', 'memory', 'responseBytes']
// The engine's own limit: transform.DefaultLimits.
const SOURCE_BYTES = 52_428_800
const qualities = fileFormats.filter(([, , lossy]) => lossy).map(([name]) => name)
const kept = ['exif', 'copyright', 'icc']
const settings = ['signal', 'timeout', 'limits', 'quality', 'images', 'keep', 'strict']

// plan checks what a call asks for: asked is a query string or an object of
// parameters, options are the call's and defaults those of load. It returns what can
// be sent to a worker: {query, lines, images, ignored, given, keep, strict, most}; given
// has the caller's names of parameters by the table's, most is how many bytes a source may
// have.
export function plan(asked, options = {}, defaults = {}) {
  known('option', options, settings)
  const images = new Map(Object.entries(options.images ?? {}).map(([key, value]) => [key, bytesOf(value, `images.${key}`)]))
  const ignored = []
  const given = {}
  let query
  if (typeof asked === 'string') {
    query = asked
    inspect(asked, ignored, given)
  } else if (asked !== null && typeof asked === 'object') {
    query = write(asked, images, ignored, given)
  } else {
    throw new TypeError('query: want a string or an object of parameters')
  }
  const keep = [options.keep ?? []].flat()
  for (const k of keep) if (!kept.includes(k)) throw new TypeError(`keep: got ${k}, want ${kept.join(', ')}`)
  if (keep.includes('icc') && !/(^|&)cs=/.test(query)) query += `${query && '&'}cs=origin`
  const strict = options.strict ?? defaults.strict ?? false
  if (strict && ignored.length) throw refused(ignored[0])
  let lines = ''
  for (const key of images.keys()) {
    if (/\n/.test(key)) throw new TypeError('images: got a key with a line break')
    lines += `image ${key}\n`
  }
  const bounds = { ...defaults.limits, ...options.limits }
  lines += numbers('limits', bounds, limits)
  lines += numbers('quality', { ...defaults.quality, ...options.quality }, qualities)
  return { query, lines, images: [...images.values()], ignored, given, keep: keep.filter((k) => k !== 'icc'), strict, most: bounds.sourceBytes ?? SOURCE_BYTES }
}

// known refuses names that nothing has.
export function known(what, object, names) {
  for (const name of Object.keys(object)) {
    if (!names.includes(name)) throw new TypeError(`${what}: got ${name}, want ${names.join(', ')}`)
  }
}

function numbers(group, values, names) {
  known(group, values, names)
  let lines = ''
  for (const name of names) {
    const n = values[name]
    if (n === undefined) continue
    if (!Number.isSafeInteger(n) || n < 1) throw new TypeError(`${group}.${name}: got ${n}, want an integer from 1 up`)
    lines += `${group}.${name} ${n}\n`
  }
  return lines
}

// bytesOf returns the bytes of what holds bytes and needs no waiting: as a plain
// Uint8Array, since a Buffer's slice shares its memory.
export function bytesOf(value, name) {
  if (value instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer)) return new Uint8Array(value)
  if (ArrayBuffer.isView(value) && value.BYTES_PER_ELEMENT === 1) return new Uint8Array(value.buffer, value.byteOffset, value.length)
  throw new TypeError(`${name}: want a Uint8Array or an ArrayBuffer`)
}

export function refused(name) {
  const near = parameters.has(name) ? null : nearest(name)
  return new TintypeError('parameter', `${name}: would be ignored${near ? `; want ${near}?` : ''}`)
}

// inspect lists what of a query string has no effect.
function inspect(query, ignored, given) {
  const seen = new Set()
  for (const pair of query.split('&').reverse()) {
    const [sent, value] = pair.split(/=(.*)/s, 2).map(unescape)
    if (sent === '' && value === undefined) continue
    const parameter = parameters.get(sent) ?? parameters.get(sent.replace(/64$/, ''))
    if (!parameter || sent !== sent.toLowerCase() || parameter.alone || seen.has(parameter)) ignored.unshift(sent)
    else {
      given[parameter.name] = sent
      words(parameter, value ?? '', ignored)
    }
    if (parameter && parameter.name !== 'auto') seen.add(parameter)
  }
}

function unescape(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function words({ name }, value, ignored) {
  for (const word of value.split(',')) if (idle.get(name)?.includes(word.trim())) ignored.unshift(`${name}=${word.trim()}`)
}

// write makes a query string of an object of parameters. Bytes as mark or blend
// become images of a key that only they have.
function write(object, images, ignored, given) {
  const pairs = new Map()
  for (const [sent, value] of Object.entries(object)) {
    if (value === undefined || value === null) continue
    const parameter = parameters.get(sent)
    if (!parameter || parameter.alone) {
      ignored.push(sent)
      continue
    }
    const { name, kind } = parameter
    if (pairs.has(name)) throw new TypeError(`${sent}: got ${name} twice under two names`)
    let text
    if ((name === 'mark' || name === 'blend') && typeof value === 'object') {
      text = `/bytes-of-${name}`
      images.set(text, bytesOf(value, sent))
    } else {
      text = (writers[kind] ?? plain)(value, sent)
    }
    given[name] = sent
    words(parameter, text, ignored)
    pairs.set(name, text)
  }
  return [...pairs].map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join('&')
}

// How a value is written, by the kind of its parameter; the guest checks it.
const writers = {
  switch: (v) => (typeof v === 'boolean' ? (v ? '1' : '0') : plain(v)),
  color,
  paint: color,
  colors: (v, name) => (Array.isArray(v) ? v.map((c) => color(c, name)).join(',') : plain(v, name)),
  border: (v, name) => (isObject(v) ? `${plain(v.width, name)},${color(v.color, name)}` : plain(v, name)),
  region: (v, name) => plain(isObject(v) ? [v.x, v.y, v.width, v.height] : v, name),
  frames: (v, name) => (Array.isArray(v) ? v.map((n) => plain(n, name)).join('-') : plain(v, name)),
}

const isObject = (v) => typeof v === 'object' && v !== null && !Array.isArray(v)

function plain(v, name) {
  if (typeof v === 'string') return v
  if (typeof v === 'number' && Number.isFinite(v)) return String(v).includes('e') ? v.toFixed(9) : String(v)
  if (Array.isArray(v)) return v.map((item) => plain(item, name)).join(',')
  throw new TypeError(`${name}: got ${v === null ? v : typeof v}, want text, a number or a list`)
}

// color takes CSS's hexadecimal colors, where alpha stands last; the grammar has it
// first.
function color(v, name) {
  const [, css4, css8] = /^#(?:([0-9a-f]{4})|([0-9a-f]{8}))$/i.exec(v) ?? []
  if (css4) return css4[3] + css4.slice(0, 3)
  if (css8) return css8.slice(6) + css8.slice(0, 6)
  return plain(v, name)
}

// nearest returns the parameter whose name is one or two edits away, or none.
function nearest(name) {
  let best = null
  let least = Math.min(3, name.length)
  for (const candidate of parameters.keys()) {
    const d = candidate.length > 1 ? edits(name.slice(0, 40), candidate) : least
    if (d < least && d > 0) [best, least] = [candidate, d]
  }
  return best
}

// edits is the Levenshtein distance.
function edits(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]
}
