// The viewer-request function: it runs before the cache, on CloudFront Functions
// (cloudfront-js-2.0). Packaging puts the configuration and the table of
// parameters in place of the capital names and removes what is for readers; the
// result has at most 10,240 bytes.
//
// What comes in is a URL as clients write it; what goes on to the cache and the
// origin is one canonical query, so that a picture has one cache key:
//
//   1 verify the signature over the raw bytes
//   2 read the parameters: the last of each counts, unknown ones are dropped
//   3 put what depends on the viewer into them: Accept, client hints
//   4 write them sorted, in their one spelling
//   5 sign that again, for the origin-response function verifies what it gets
//
// A query with a bad value goes on as it came: the origin-response function
// answers it in words. Steps 2 and 4 are transform/params' Parse and String,
// and a test compares them on random queries.
//
// Strings are strings of bytes here, one character each: what is
// percent-encoded is decoded to bytes and not to text.

/* global PACKED, PACK_WORDS, CONFIG, require */

// Kinds of values, as the table names them.
const LENGTH = 'l', INTEGER = 'i', NUMBER = 'n', SWITCH = 's', WORD = 'w', WORDS = 'm', CROP = 'c', COLOR = 'k',
  DUOTONE = 'u', RATIO = 'r', REGION = 'g', BORDER = 'b', RADII = 'd', NAME = 'a', PAINT = 'p', FRAMES = 'f'

// Two lines, packed: the table of parameters and the named colours.
const LINES = PACK_WORDS.reduce((s, word) => s.split(word[0]).join(word.slice(1)), PACKED).split('\n')

// The table has a row for each parameter: names, kind, least, most, the word that
// an address counts as, whether there is no base64 variant, words, other spellings
// of words.
const byName = {}
LINES[0].split(';').forEach((line) => {
  const f = (line + ':::').split(':')
  const row = { name: f[0].split(' ')[0], kind: f[1], min: +f[2], max: +f[3], address: f[4], plain: f[5] > 0, words: f[6].split(' '), same: {} }
  if (f[7]) f[7].split(' ').forEach((pair) => (row.same[pair.split('=')[0]] = pair.split('=')[1]))
  f[0].split(' ').forEach((name) => (byName['$' + name] = row))
})

function unescape(s) {
  return s.replace(/\+/g, ' ').replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
}

// escape leaves alone what encodeURIComponent does, and , : / besides.
function escape(s) {
  return s.replace(/[^\w.!~*'(),:\/-]/g, (c) => '%' + ('0' + c.charCodeAt(0).toString(16)).slice(-2).toUpperCase())
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function base64(s) {
  s = s.replace(/=+$/, '').replace(/[+ ]/g, '-').replace(/\//g, '_')
  let out = '', acc = 0, bits = 0
  for (let i = 0; i < s.length; i++) {
    const digit = ALPHABET.indexOf(s[i])
    if (digit < 0) return
    acc = ((acc << 6) | digit) & 0x3fff
    bits += 6
    if (bits > 7) out += String.fromCharCode((acc >> (bits -= 8)) & 255)
  }
  return bits < 6 ? out : undefined
}

// decimal returns {text, value}: six decimals, cut off; nothing for what is no
// number.
function decimal(s) {
  const m = /^(-?)(\d*)(?:\.(\d*))?$/.exec(s)
  if (!m || !(m[2] + (m[3] || ''))) return
  const digits = m[2].replace(/^0+/, '')
  if (digits.length > 12) return
  const fraction = (m[3] || '').slice(0, 6).replace(/0+$/, '')
  let text = (digits || '0') + (fraction && '.' + fraction)
  if (m[1] && text !== '0') text = '-' + text
  return { text: text, value: +text }
}

// number allows 0 everywhere: below the least value it asks for nothing.
function number(row, s) {
  const d = decimal(s)
  return d && ((d.value >= row.min && d.value <= row.max) || !d.value) ? d.text : undefined
}

// pixels cuts a fraction off.
function pixels(row, s) {
  const d = decimal(s)
  return d && number(row, '' + parseInt(d.text))
}

// length allows pixels up to the most, or a fraction of a side, or 0.
function length(row, s) {
  const d = decimal(s)
  if (d && d.value < 1) return d.value < 0 ? undefined : d.text
  return pixels(row, s)
}

function word(row, s) {
  const w = row.address && /[.\/]/.test(s) ? row.address : Object.prototype.hasOwnProperty.call(row.same, s) ? row.same[s] : s
  return w && row.words.indexOf(w) >= 0 ? w : undefined
}

function color(s) {
  let hex = s.replace(/^#/, '').toLowerCase()
  if (/^[0-9a-f]*$/.test(hex) && [3, 4, 6, 8].indexOf(hex.length) >= 0) {
    if (hex.length < 5) hex = hex.replace(/./g, '$&$&')
    return hex.replace(/^ff(?=.{6}$)/, '')
  }
  if (s.toLowerCase() === 'transparent') return '00000000'
  const m = /^[a-z]+$/i.test(s) && new RegExp(',([0-9a-f]{6})' + s.replace(/grey/i, 'gray') + ',', 'i').exec(LINES[1])
  return m ? m[1] : undefined
}

// text allows UTF-8 without control characters.
function text(row, s) {
  if (!s || s.length > row.max || (row.kind === NAME && /[^\w-]/.test(s))) return
  try {
    if (/[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(decodeURIComponent(s.replace(/[\0-\xff]/g, (c) => '%' + ('0' + c.charCodeAt(0).toString(16)).slice(-2))))) return
  } catch (e) {
    return
  }
  return s
}

// words reads a list; in the order of the table, or for crop in its own.
function words(row, s, before) {
  const list = s ? s.split(',').map((item) => word(row, item.replace(/^ /, '').toLowerCase())) : []
  if (s && s[s.length - 1] === ',') list.pop()
  if (list.some((w) => !w)) return
  if (row.kind === CROP) return list.filter((w, i) => list.indexOf(w) === i).join()
  const all = before ? list.concat(before.split(',')) : list
  return row.words.filter((w) => all.indexOf(w) >= 0).join()
}

// all joins what parts gives, or is nothing where one of it is.
function all(parts, between) {
  return parts.some((p) => p === undefined) ? undefined : parts.join(between)
}

// cut splits at the first separators into n parts, the last with all the rest.
function cut(s, by, n) {
  const parts = s.split(by)
  const out = parts.slice(0, n - 1).concat(parts.slice(n - 1).join(by))
  while (out.length < n) out.push('')
  return out
}

function radii(row, s) {
  const list = s.split(',').map((r) => pixels(row, r))
  if (list.length !== 1 && list.length !== 4) return
  return list.every((r) => r === list[0]) ? list[0] : all(list, ',')
}

function region(row, s) {
  const c = cut(s, ',', 4)
  const at = (v, near, middle, far) => (v === near ? '0' : v === middle || v === far ? v : length(row, v))
  const size = (v) => (v === 'full' ? v : length(row, v))
  return all([at(c[0], 'left', 'center', 'right'), at(c[1], 'top', 'middle', 'bottom'), size(c[2]), size(c[3])], ',')
}

function frames(row, s) {
  const dash = s.indexOf('-')
  if (dash < 0) return pixels(row, s)
  const first = dash ? pixels(row, s.slice(0, dash)) : '1'
  if (dash && dash === s.length - 1) return +first ? first + '-' : undefined
  const last = pixels(row, s.slice(dash + 1))
  if (!first || !last || +first > +last) return
  return first === last ? first : first + '-' + last
}

// value returns the one spelling of a value, nothing where it is not allowed.
function value(row, s, before) {
  switch (row.kind) {
    case LENGTH: return length(row, s)
    case INTEGER: return pixels(row, s)
    case NUMBER: return number(row, s)
    case SWITCH: return { 1: '1', true: '1', 0: '0', false: '0' }['' + s]
    case WORD: return word(row, s)
    case WORDS: case CROP: return words(row, s, before)
    case COLOR: return color(s)
    case DUOTONE: return all(cut(s, ',', 2).map(color), ',')
    case RATIO: return all(cut(/:/.test(s) ? s : s + ':1', ':', 2).map((v) => number(row, v)), ':')
    case REGION: return region(row, s)
    case BORDER: { const c = cut(s, ',', 2); return all([pixels(row, c[0]), color(c[1])], ',') }
    case RADII: return radii(row, s)
    case PAINT: return color(s) || text(row, s)
    case FRAMES: return frames(row, s)
  }
  return text(row, s)
}

// parse returns the parameters of a query by canonical name, nothing where one
// has a bad value.
function parse(query) {
  const out = {}
  const pairs = query.split('&')
  for (let i = pairs.length - 1; i >= 0; i--) {
    if (!pairs[i]) continue
    const c = cut(pairs[i], '=', 2)
    const name = unescape(c[0])
    let row = byName['$' + name], s = unescape(c[1])
    if (!row) {
      row = /64$/.test(name) && byName['$' + name.slice(0, -2)]
      if (!row || row.plain) continue
    }
    if (out[row.name] !== undefined && row.name !== 'auto') continue
    if (row !== byName['$' + name] && (s = base64(s)) === undefined) return
    const v = value(row, s, out[row.name])
    if (v === undefined) return
    out[row.name] = v
  }
  return out
}

function serialize(p) {
  return Object.keys(p).sort().map((name) => name + '=' + escape(p[name])).join('&')
}

// expand puts a preset's parameters in: what the query says wins, auto merges.
function expand(p) {
  const query = CONFIG.presets['$' + p.preset]
  if (query === undefined) return p
  const base = parse(query)
  if (!base) return p
  Object.keys(base).forEach((name) => {
    if (name === 'auto') p.auto = words(byName.$auto, base.auto, p.auto)
    else if (p[name] === undefined) p[name] = base[name]
  })
  delete p.preset
  return p
}

// accepts: an Accept header names the format with a weight above zero.
// Wildcards do not count, for browsers send them that cannot read WebP.
function accepts(header, format) {
  const type = 'image/' + (format === 'jpg' ? 'jpeg' : format)
  const entry = header.toLowerCase().split(',').filter((e) => e.split(';')[0].trim() === type)[0]
  return entry !== undefined && !/;\s*q=[0. ]*$/.test(entry)
}

// negotiate settles what depends on the viewer.
function negotiate(p, headers) {
  const header = (name, older) => (headers[name] || headers[older] || { value: '' }).value.trim()
  const hints = (p.ch || '').split(',')
  const offer = (name, s) => {
    const v = s && !(p[name] > 0) && value(byName['$' + name], s)
    if (v) p[name] = v
  }
  if (hints.indexOf('dpr') >= 0) offer('dpr', header('sec-ch-dpr', 'dpr'))
  const width = header('sec-ch-width', 'width')
  // The hint counts device pixels, w those of the page.
  if (hints.indexOf('width') >= 0 && /^\d{1,6}$/.test(width)) offer('w', '' + Math.ceil(width / (+p.dpr || 1)))
  if (hints.indexOf('save-data') >= 0 && header('save-data').toLowerCase() === 'on') p.auto = words(byName.$auto, 'compress', p.auto)
  delete p.ch
  snap(p)
  if (p.auto === undefined) return
  const list = p.auto.split(',')
  if (list.indexOf('format') >= 0) {
    const best = CONFIG.formats.filter((f) => accepts(header('accept'), f))[0]
    if (best) p.fm = best
  }
  p.auto = list.filter((a) => a === 'compress').join()
  if (!p.auto) delete p.auto
}

// snap rounds w up to one of the configured widths, and h with it.
function snap(p) {
  const w = +p.w
  if (!CONFIG.snapWidths.length || !(w >= 1)) return
  const snapped = CONFIG.snapWidths.filter((v) => v >= w)[0] || CONFIG.snapWidths[CONFIG.snapWidths.length - 1]
  if (snapped !== w && p.h >= 1) p.h = '' + Math.max(1, Math.floor((p.h * snapped + (w >> 1)) / w))
  p.w = '' + snapped
}

function sign(token, uri, query) {
  return require('crypto').createHash('md5').update(token + uri + (query && '?' + query)).digest('hex')
}

function handler(event) {
  const request = event.request
  let raw = (request.rawQueryString ? request.rawQueryString() : request.rawQuery) || ''
  let signed = false
  if (CONFIG.tokens.length) {
    const at = raw.lastIndexOf('&') + 1
    const last = raw.slice(at)
    const rest = raw.slice(0, Math.max(at - 1, 0))
    signed = last.slice(0, 2) === 's='
    if (signed ? !CONFIG.tokens.some((t) => sign(t, request.uri, rest) === last.slice(2)) : CONFIG.required) {
      return {
        statusCode: 403, statusDescription: 'Forbidden',
        headers: { 'cache-control': { value: 'no-store' }, 'content-type': { value: 'text/plain; charset=utf-8' } },
        body: 's: the signature is missing or wrong\n',
      }
    }
    if (signed) raw = rest
  }
  if (!raw && !signed) return request
  const p = /^[!-~]*$/.test(raw) && parse(raw)
  let query = raw
  if (p) {
    const full = expand(parse(raw))
    const before = full.fm
    negotiate(full, request.headers)
    // Where only presets are allowed, the one thing that may stand beside a
    // preset is the format that the viewer accepts.
    if (CONFIG.onlyPresets && full.fm !== before) p.fm = full.fm
    query = serialize(CONFIG.onlyPresets ? p : full)
  }
  if (signed) query += (query && '&') + 's=' + sign(CONFIG.tokens[0], request.uri, query)
  request.querystring = query
  return request
}
