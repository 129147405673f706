// The viewer-request function: it runs before the cache, on CloudFront Functions
// (cloudfront-js-2.0). Packaging puts the configuration and the table of
// parameters in place of the capital names and removes what is for readers, and
// what the configuration does not need.
//
// What comes in is a URL as clients write it. What goes on to the cache and the
// origin is one canonical query, so that an image has one cache key:
//
//   1 verify the signature over the raw bytes
//   2 read the parameters: the last of each counts, unknown ones are dropped
//   3 put what depends on the viewer into them: Accept, client hints
//   4 write them sorted, in their one spelling
//   5 sign that again, for the origin-response function verifies what it gets
//
// Steps 2 and 4 are transform/params' Parse and String, and a test compares them
// on random queries. Values are not judged here: a bad one goes on under its name,
// escaped anew, and the origin-response function answers it in words. So nothing
// but names of the table ever reaches the origin.
//
// CloudFront allows some tenths of a millisecond, the top level included, and its
// engine takes as long for a step of the simplest loop as for a whole indexOf.
// Hence no loop over characters, no table that is built, no regular expression,
// and no function within one that is called for each parameter: once one was made
// there, njs takes 4 µs more for every call.
// viewer_budget_test.go measures.

/* global TABLE, WORDS, COLORS, PRESETS, SHARED, TOKENS, REQUIRED, FORMATS, ONLY_PRESETS, SNAP_WIDTHS, Buffer, require */
/* global CORS, HAS_CORS, HAS_COLORS, HAS_PRESETS, HAS_TOKENS, HAS_WIDTHS, IN_PATH */

// TABLE has a text for each first letter of a name, and in it for each parameter
// "=alias=alias=name:" and the letter of its kind.
//
//   l length   i integer   n number   s switch   t text, or a word of one spelling
//   k color   p color or text   u two colors   r number:number   g region
//   b border   d radii   f frames   and from A on those of WORDS
//
// WORDS begin with the letter of their kind.
//
//   w a word, with "spelling>word," for each other spelling
//   m words, in this order   c words, in any order
const enc = encodeURIComponent

// BAD is a value that no kind allows: a control character.
const BAD = '\x7f'

// at saves bytes where time does not count.
const at = (s, what, from) => s.indexOf(what, from)

// Values of the query that decode could not read.
let failures = 0

// decode reads percent-encoding. What is not UTF-8 is a bad value for every
// parameter. A percent sign without two digits stands for itself, where it is alone.
const decode = (s) => {
  const i = s.indexOf('%')
  if (i < 0) return s
  if (failures > 3) return BAD
  try {
    return decodeURIComponent(s)
  } catch (e) {
    failures++
    return s.lastIndexOf('%') > i || isHex(s.slice(i + 1, i + 3).toLowerCase(), 2) ? BAD : s
  }
}

// isHex: s is so many hexadecimal digits in lower case.
const isHex = (s, length) => s.length === length && parseInt('1' + s, 16).toString(16) === '1' + s

// swap replaces up to 64 of them; a text with more takes too long, and is BAD.
const swap = (s, from, to) => {
  if (s.indexOf(from) < 0) return s
  const list = s.split(from, 66)
  return list.length > 65 ? BAD : list.join(to)
}

// base64 reads RFC 4648 section 5, and also section 4 and padding.
const base64 = (s) => {
  s = swap(swap(swap(s.slice(0, at(s + '=', '=')), '+', '-'), ' ', '-'), '/', '_')
  const bytes = Buffer.from(s, 'base64url'), text = bytes.toString()
  return bytes.toString('base64url').length !== s.length || at(text, '\ufffd') >= 0 ? BAD : text
}

// decimal writes a number with at most six decimals, the rest cut off. cut says
// where the whole fraction is: 0 nowhere, 1 from 1 up, 2 everywhere.
const decimal = (s, cut) => {
  const dot = s.indexOf('.')
  if ('' + +s === s && (dot < 0 || (!cut && s.length - dot < 8))) return s
  let n = +(dot < 0 ? s : s.slice(0, dot + 7))
  // Neither 1e3, 0x7, +7 nor spaces.
  if (!s || n !== n || enc(s) !== s || s.toUpperCase() !== s.toLowerCase()) return s
  if (cut > 1 || (cut && (n >= 1 || n <= -1))) n = Math.trunc(n)
  return '' + (n || 0)
}

const number = (s) => decimal(s, 0)

const length = (s) => decimal(s, 1)

const integer = (s) => decimal(s, 2)

// color writes hexadecimal digits, or in lower case what it does not know.
const color = (s) => {
  const name = s.toLowerCase()
  let h = name[0] === '#' ? name.slice(1) : name
  if (isHex(h, 3) || isHex(h, 4)) h = h[0] + h[0] + h[1] + h[1] + h[2] + h[2] + (h[3] ? h[3] + h[3] : '')
  if (isHex(h, 6)) return h
  if (isHex(h, 8)) return h.slice(0, 2) === 'ff' ? h.slice(2) : h
  if (!HAS_COLORS) return name
  if (name === 'transparent') return '00000000'
  const colors = COLORS, i = at(colors, '=' + name.replace('grey', 'gray')) + 1 + name.length
  return i > name.length && colors[i + 5] === '=' ? ('00000' + parseInt(colors.slice(i, i + 5), 36).toString(16)).slice(-6) : name
}

// paint is a color, or a text whose case matters.
const paint = (s) => {
  const c = color(s)
  return isHex(c, 6) || isHex(c, 8) ? c : s
}

// word follows other spellings; that of an address is "/".
const word = (args, s) => {
  if (args[2] === '/' && (at(s, '/') >= 0 || at(s, '.') >= 0)) s = '/'
  const i = args.indexOf(',' + s + '>')
  return i < 0 || at(s, '>') >= 0 ? s : args.slice(i + s.length + 2, at(args, ',', i + 1))
}

// words reads a list, in the table's order if it has none of its own, and merges it
// with before, which was read.
const words = (args, s, before) => {
  if (!before && s && args.indexOf(',' + s + ',') >= 0 && at(s, '>') < 0) return s
  const list = s.split(',', 20)
  let all = ',' + (before ? before + ',' : '')
  if (!list[list.length - 1]) list.pop()
  for (let i = 0; i < list.length; i++) {
    const item = list[i].toLowerCase(), w = word(args, item[0] === ' ' ? item.slice(1) : item)
    if (!w || at(args, ',' + w + ',') < 0) return s
    if (at(all, ',' + w + ',') < 0) all += w + ','
  }
  if (args[0] === 'c') return all.slice(1, -1)
  const sorted = args.split(',')
  let out = ''
  for (let i = 0; i < sorted.length; i++) if (sorted[i] && at(all, ',' + sorted[i] + ',') >= 0) out += ',' + sorted[i]
  return out.slice(1)
}

// parts splits a value of as many parts as there are functions.
const parts = (s, by, functions) => {
  const list = s.split(by, 6)
  if (list.length !== functions.length) return s
  for (let i = 0; i < list.length; i++) list[i] = functions[i](list[i])
  return list.join(by)
}

const region = (s) => {
  const list = s.split(',', 6)
  if (list[0] === 'left') list[0] = '0'
  if (list[1] === 'top') list[1] = '0'
  return parts(list.join(), ',', [length, length, length, length])
}

const radii = (s) => {
  const list = s.split(',', 6), first = integer(list[0])
  if (list.length < 2) return first
  s = parts(s, ',', [integer, integer, integer, integer])
  return s === first + ',' + first + ',' + first + ',' + first ? first : s
}

const frames = (s) => {
  const dash = at(s, '-')
  if (dash < 0) return integer(s)
  const first = dash ? integer(s.slice(0, dash)) : '1', last = integer(s.slice(dash + 1))
  if (!last) return dash ? first + '-' : s
  return first === last ? first : first + '-' + last
}

// value returns the one spelling of a value; what is not allowed stays so.
const value = (kind, s, before) => {
  if (kind < 'a') {
    const args = WORDS[kind.charCodeAt(0) - 65]
    return args[0] === 'w' ? word(args, s) : words(args, s, before)
  }
  switch (kind) {
    case 'l': return length(s)
    case 'i': return integer(s)
    case 'n': return number(s)
    case 't': return s
    case 's': return s === 'true' ? '1' : s === 'false' ? '0' : s
    case 'k': return color(s)
    case 'p': return paint(s)
    case 'u': return parts(s, ',', [color, color])
    case 'b': return parts(s, ',', [integer, color])
    case 'r': return parts(at(s, ':') < 0 ? s + ':1' : s, ':', [number, number])
    case 'g': return region(s)
    case 'd': return radii(s)
    case 'f': return frames(s)
  }
}

// parse returns the parameters of a query by canonical name. Of several the last
// counts; auto merges. It returns nothing for what takes too long: more than 26 pairs,
// or 24 parameters among them, each as often as it comes: one that is escaped counts
// as one and a half, one in base64 as two, and a second auto as 8.
const parse = (query) => {
  const out = {}, plain = query.indexOf('%') < 0, pairs = query.split('&', 27)
  let left = 48
  failures = 0
  if (pairs.length > 26 || query === BAD) return
  for (let n = pairs.length - 1; n >= 0; n--) {
    const pair = pairs[n], equals = pair.indexOf('='), escaped = !plain && pair.indexOf('%') >= 0
    let name = equals < 0 ? pair : pair.slice(0, equals)
    if (escaped) name = decode(name)
    const names = TABLE[name.charCodeAt(0) - 97]
    if (!names) continue
    const coded = name.charCodeAt(name.length - 1) === 52 && name.slice(-2) === '64'
    if (coded) name = name.slice(0, -2)
    let i = names.indexOf('=' + name + ':'), end = i + name.length + 1
    if (i < 0) {
      // An alias: the parameter's name is the last before the colon.
      i = names.indexOf('=' + name + '=')
      if (i < 0) continue
      end = names.indexOf(':', i)
      name = names.slice(i, end)
      name = name.slice(name.lastIndexOf('=') + 1)
    }
    if (coded && has('auto,ch,versionId,debug', name)) continue
    const again = out[name] !== undefined
    left -= again && name === 'auto' ? 16 : coded ? 4 : escaped ? 3 : 2
    if (left < 0) return
    if (again && name !== 'auto') continue
    let s = equals < 0 ? '' : pair.slice(equals + 1)
    if (escaped) s = decode(s)
    if (coded) s = base64(s)
    out[name] = value(names[end + 1], s, out[name])
  }
  return out
}

// serialize writes a canonical query: everything but A-Z a-z 0-9 - _ . ~ is escaped,
// as in AWS's signatures, so that nobody writes it another way.
const serialize = (p) => {
  const names = Object.keys(p).sort()
  let query = ''
  for (let i = 0; i < names.length; i++) query += (i ? '&' : '') + names[i] + '=' + enc(p[names[i]])
  return swap(swap(swap(swap(swap(query, '!', '%21'), "'", '%27'), '(', '%28'), ')', '%29'), '*', '%2A')
}

const has = (list, item) => at(',' + list + ',', ',' + item + ',') >= 0

// expand puts a preset's parameters in: what the query says wins, auto merges. It
// reports whether there is that preset. A capital is a parameter of many presets.
const expand = (p) => {
  const presets = PRESETS, i = at(presets, '\n' + enc(p.preset) + ' ')
  if (i < 0) return false
  presets.slice(at(presets, ' ', i) + 1, at(presets, '\n', i + 1)).split('&').forEach((pair) => {
    if (!pair[1]) pair = SHARED[pair.charCodeAt(0) - 65]
    const name = pair.slice(0, at(pair, '=')), v = decode(pair.slice(name.length + 1))
    if (name === 'auto' && p.auto) p.auto += ',' + v
    else if (p[name] === undefined) p[name] = v
  })
  delete p.preset
  return true
}

// accepts: an Accept header names the format with a weight above zero.
// Wildcards do not count, for browsers send them that cannot read WebP.
const accepts = (header, format) => {
  const type = ',image/' + (format === 'jpg' ? 'jpeg' : format), i = header.indexOf(type), end = i + type.length
  if (i < 0 || header[end] === ',') return i >= 0
  return header[end] === ';' && !(parseFloat(header.slice(end, header.indexOf(',', end)).split('q=')[1]) <= 0)
}

const headerOf = (headers, name) => (headers[name] ? headers[name].value.toLowerCase() : '')

// negotiate settles what depends on the viewer. auto=format and ch stay beside what
// came of them, so that the answer can say on what it depends.
const negotiate = (p, headers) => {
  const auto = p.auto
  let compress = auto !== undefined && has(auto, 'compress')
  if (p.ch !== undefined) {
    const density = +(headerOf(headers, 'sec-ch-dpr') || headerOf(headers, 'dpr'))
    if (has(p.ch, 'dpr') && !(p.dpr > 0) && density > 1e-5 && density <= 5) p.dpr = number('' + density)
    // The hint counts device pixels, w those of the page.
    const width = Math.ceil((headerOf(headers, 'sec-ch-width') || headerOf(headers, 'width')) / (+p.dpr || 1))
    if (has(p.ch, 'width') && !(p.w > 0) && width > 0 && width <= 8192) p.w = '' + width
    if (has(p.ch, 'save-data') && (headerOf(headers, 'save-data') === 'on' || has('slow-2g,2g,3g', headerOf(headers, 'ect')))) {
      compress = true
      p.q = p.q || 'auto:eco'
    }
  }
  if (HAS_WIDTHS) snap(p)
  if (auto === undefined) {
    if (compress) p.auto = 'compress'
    return
  }
  delete p.auto
  if (has(auto, 'format')) {
    const accept = ',' + swap(headerOf(headers, 'accept').slice(0, 500), ' ', '') + ',', formats = FORMATS
    for (let i = 0; i < formats.length; i++) {
      if (accepts(accept, formats[i])) {
        p.fm = formats[i]
        break
      }
    }
    // Alone it asks for nothing where no better format is accepted.
    if (compress || Object.keys(p).length) p.auto = 'format'
  }
  if (compress) p.auto = p.auto ? 'format,compress' : 'compress'
}

// snap rounds w up to one of the configured widths, and h with it.
const snap = (p) => {
  const w = +p.w, widths = SNAP_WIDTHS
  if (!(w >= 1)) return
  const snapped = widths.filter((v) => v >= w)[0] || widths[widths.length - 1]
  if (snapped !== w && p.h >= 1) p.h = '' + Math.max(1, Math.floor((p.h * snapped + (w >> 1)) / w))
  p.w = '' + snapped
}

const sign = (token, uri, query) => require('crypto').createHash('md5').update(token + uri + (query && '?' + query)).digest('hex')

const refuse = (status, text) => ({ statusCode: status, headers: { 'cache-control': { value: 'no-store' }, 'content-type': { value: 'text/plain' } }, body: text + '\n' })

// preflight answers OPTIONS: pages of these origins may send any header.
const preflight = (origin) => ({ statusCode: 204, headers: {
  'access-control-allow-origin': { value: CORS.filter((o) => origin && o === origin.value)[0] || CORS[0] },
  'access-control-allow-headers': { value: '*' }, 'access-control-max-age': { value: '86400' }, vary: { value: 'origin' },
} })

// onlyPreset returns the parameters that go on where presets are all that is
// allowed: the preset, and the format that came of it. Nothing for what is refused.
const onlyPreset = (p, headers, signed) => {
  const own = {}, full = {}
  for (const name in p) {
    if (name === 'preset' || (name === 'fm' && p.preset && FORMATS.indexOf(p.fm) >= 0)) own[name] = full[name] = p[name]
    else if (has('dl,expires,versionId,debug', name)) { if (signed) own[name] = p[name] }
    else if (name !== 'ch') return
  }
  if (!p.preset) return own
  if (!HAS_PRESETS || !expand(full)) return
  const before = full.fm
  delete full.ch
  negotiate(full, headers)
  if (full.fm !== before) own.fm = full.fm
  return own
}

// onePath writes a path in its one spelling.
const onePath = (uri) => {
  try {
    return swap(uri.split('+').map((s) => enc(decodeURIComponent(s))).join('+'), '%2F', '/')
  } catch (e) {
    return uri
  }
}

const handler = (event) => {
  const request = event.request
  let raw = request.rawQueryString() || '', token = '', query = BAD
  if (HAS_CORS && request.method === 'OPTIONS') return preflight(request.headers.origin)
  if (raw.length > 4096) raw = BAD
  else if (HAS_TOKENS) {
    const i = raw.lastIndexOf('&') + 1, last = raw.slice(i)
    if (last.slice(0, 2) === 's=') {
      raw = raw.slice(0, Math.max(i - 1, 0))
      token = TOKENS.filter((t) => sign(t, request.uri, raw) === last.slice(2))[0]
    }
    if (token === undefined || (REQUIRED && !token)) return refuse(403, 's: the signature is missing or wrong')
  }
  if (!raw && !token) return request
  let p = parse(swap(raw, '+', '%20'))
  if (p) {
    if (ONLY_PRESETS) {
      p = onlyPreset(p, request.headers, token)
      if (!p) return refuse(403, 'preset: no other parameter is allowed here')
      request.uri = onePath(request.uri)
    } else {
      if (HAS_PRESETS && p.preset) expand(p)
      negotiate(p, request.headers)
    }
    query = serialize(p)
  }
  if (query === BAD) return refuse(414, 'query: want at most 4096 bytes, 26 parameters')
  if (HAS_TOKENS && token) query += (query && '&') + 's=' + sign(token, request.uri, query)
  if (IN_PATH && query && query.length < 700 && request.uri.length < 300) { // the key of a stored image
    request.uri += '/~' + query
    query = ''
  }
  request.querystring = query
  return request
}
