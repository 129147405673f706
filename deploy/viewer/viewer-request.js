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
// engine takes as long for a step of the simplest loop as for a whole indexOf, and for
// a function that is made as for ten such steps. Hence no loop over characters, no table
// that is built, no regular expression, few functions, and no function within one that
// is called for each parameter: once one was made there, njs takes 4 µs more for every
// call. Packaging writes var for const and let, whose use njs checks each time; so no
// variable may count on being new in each turn of a loop. budget_test.go measures.

/* global DASHED, OFTEN, TABLE, WORDS, COLORS, COLOR_WORDS, PRESETS, SHARED, TOKENS, REQUIRED, FORMATS, ONLY_PRESETS, SNAP_WIDTHS, Buffer, require */
/* global CORS, FIRST_CORS, HAS_CORS, MANY_CORS, HAS_COLORS, HAS_PRESETS, HAS_TOKENS, HAS_WIDTHS, IN_PATH */

// TABLE has a line for each first letter of a name, and in it for each parameter
// "=alias=alias=name:" and the letter of its kind. OFTEN has those of most requests by
// their names.
//
//   0 number   1 length   2 integer   s switch   t text, or a word of one spelling
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

// table has the lines of TABLE, once a request has a name that is not in OFTEN.
let table

// failures counts values of the query that decode could not read. unsure says that a
// value may have characters that encodeURIComponent leaves and signatures do not.
let failures, unsure

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

// at saves bytes where time does not count.
const at = (s, what, from) => s.indexOf(what, from)

const has = (list, item) => at(',' + list + ',', ',' + item + ',') >= 0

// color writes hexadecimal digits, or what it is told for what it does not know.
const color = (s, unknown) => {
  let name = s.toLowerCase(), h = name[0] === '#' ? name.slice(1) : name
  if (isHex(h, 3) || isHex(h, 4)) h = h.split('').map((d) => d + d).join('')
  if (isHex(h, 6)) return h
  if (isHex(h, 8)) return h.slice(0, 2) === 'ff' ? h.slice(2) : h
  if (!HAS_COLORS || at(name, '=') >= 0) return unknown
  if (name === 'transparent') return '00000000'
  name = '=' + name.replace('grey', 'gray')
  COLOR_WORDS.split(',').forEach((w) => { name = name.replace(w.toLowerCase(), w[0]) })
  const colors = COLORS, i = at(colors, name)
  h = colors.slice(i + name.length, i + name.length + 5)
  return i >= 0 && h[4] === '=' ? Buffer.from(h, 'base64').toString('hex') : unknown
}

// text is a value as it is. Lower-case letters and digits alone need no escapes.
const text = (s) => {
  if (parseInt(s, 36).toString(36) !== s) unsure = true
  return s
}

// other returns the word that a list has for another spelling, if that is one.
const other = (args, s) => {
  const i = args.indexOf(',' + s + '>') + 1
  return i && args.slice(i + s.length + 1, args.indexOf(',', i))
}

// words reads a word, or a list that is in the table's order if it has none of its own,
// and merges it with before, which was read. Another spelling of an address is "/".
const words = (args, s, before) => {
  if (s.indexOf('>') >= 0) return text(s)
  if (args[0] === 'w') {
    if (args[2] === '/' && (at(s, '/') >= 0 || at(s, '.') >= 0)) s = '/'
    return other(args, s) || text(s)
  }
  if (!before && s && args.indexOf(',' + s + ',') >= 0) return s
  const list = s.split(',', 20)
  let all = ',' + (before ? before + ',' : '')
  if (!list[list.length - 1]) list.pop()
  for (let n = 0; n < list.length; n++) {
    let w = list[n]
    if (!w || args.indexOf(',' + w + ',') < 0) {
      w = w.toLowerCase()
      if (w[0] === ' ') w = w.slice(1)
      w = other(args, w) || w
      if (!w || at(args, ',' + w + ',') < 0) return text(s)
    }
    if (all.indexOf(',' + w + ',') < 0) all += w + ','
  }
  if (args[0] === 'm') {
    const sorted = args.split(',')
    let out = ','
    for (let n = 1; n < sorted.length - 1; n++) if (all.indexOf(',' + sorted[n] + ',') >= 0) out += sorted[n] + ','
    all = out
  }
  return all.slice(1, -1)
}

// parts splits a value of as many parts as there are kinds.
const parts = (s, by, kinds) => {
  const list = s.split(by, 6)
  if (list.length !== kinds.length) return s
  for (let i = 0; i < list.length; i++) list[i] = value(kinds[i], list[i])
  return list.join(by)
}

// value returns the one spelling of a value; what is not allowed stays so.
const value = (kind, s, before) => {
  if (kind < 'a' && kind > '2') return words(WORDS[kind.charCodeAt(0) - 65], s, before)
  let n = +s, i
  if (kind < 'a') {
    // A number has at most six decimals, the rest cut off: an integer none, nor a
    // length from 1 up.
    if ('' + n === s && (n % 1 === 0 || (kind < '1' && s.length - s.indexOf('.') < 8))) return s
    i = s.indexOf('.')
    if (i >= 0) n = +s.slice(0, i + 7)
    // Neither 1e3, 0x7, +7 nor spaces.
    if (+(s + 'e0') !== +s || enc(s) !== s) return text(s)
    if (kind > '1' || (kind > '0' && (n >= 1 || n <= -1))) n = Math.trunc(n)
    return '' + (n || 0)
  }
  switch (kind) {
    case 's': s = s === 'true' ? '1' : s === 'false' ? '0' : s; break
    case 'k': s = color(s, s.toLowerCase()); break
    case 'p': s = color(s, s); break
    case 'u': s = parts(s, ',', 'kk'); break
    case 'b': s = parts(s, ',', '2k'); break
    case 'r': s = parts(at(s, ':') < 0 ? s + ':1' : s, ':', '00'); break
    case 'g': s = parts(s, ',', 'xy11'); break
    case 'x': case 'y': return s === { x: 'left', y: 'top' }[kind] ? '0' : value('1', s)
    case 'd':
      if (at(s, ',') < 0) return value('2', s)
      s = parts(s, ',', '2222')
      n = s.slice(0, at(s, ','))
      if (s === [n, n, n, n].join()) s = n
      break
    case 'f':
      i = at(s, '-')
      if (i < 0) return value('2', s)
      n = value('2', s.slice(i + 1))
      i = i ? value('2', s.slice(0, i)) : '1'
      if (n) s = i === n ? n : i + '-' + n
      else if (s[0] !== '-') s = i + '-'
  }
  return text(s)
}

// base64 reads RFC 4648 section 5, and also section 4 and padding.
const base64 = (s) => {
  s = swap(swap(swap(s.slice(0, at(s + '=', '=')), '+', '-'), ' ', '-'), '/', '_')
  const bytes = Buffer.from(s, 'base64url'), plain = bytes.toString()
  return bytes.toString('base64url').length !== s.length || at(plain, '\ufffd') >= 0 ? BAD : plain
}

// parse returns the parameters of a query by canonical name. Of several the last
// counts; auto merges. It returns nothing for what takes too long: more than 26 pairs,
// or 24 parameters among them, each as often as it comes: one that is escaped counts
// as one and a half, one in base64 as two, and a second auto as 8.
const parse = (query) => {
  const out = {}, plain = query.indexOf('%') < 0, pairs = query.split('&', 27)
  let left = 48
  failures = unsure = 0
  if (pairs.length > 26 || query === BAD) return
  for (let n = pairs.length - 1; n >= 0; n--) {
    const pair = pairs[n], equals = pair.indexOf('='), escaped = !plain && pair.indexOf('%') >= 0
    let name = equals < 0 ? pair : pair.slice(0, equals)
    if (escaped) name = decode(name)
    let names = OFTEN, i = names.indexOf('=' + name + ':'), end = i + name.length + 1, coded = false
    if (i < 0) {
      if (!table) table = TABLE.split('|')
      names = table[name.charCodeAt(0) - 97]
      if (!names) continue
      coded = name.endsWith('64')
      if (coded) name = name.slice(0, -2)
      end = names.indexOf('=' + name + ':') + name.length + 1
      if (end <= name.length) {
        // An alias: the parameter's name is the last before the colon.
        i = names.indexOf('=' + name + '=')
        if (i < 0 && !has(DASHED, name)) {
          // "blendmode" is "blend-mode" as well, and so are others of its letter.
          end = name[0] === 'b' ? 5 : 4
          i = names.indexOf('=' + name.slice(0, end) + '-' + name.slice(end) + ':')
        }
        if (i < 0) continue
        end = names.indexOf(':', i)
        name = names.slice(i, end)
        name = name.slice(name.lastIndexOf('=') + 1)
      }
      if (coded && has('auto,ch,versionId,debug', name)) continue
    }
    const before = out[name], merges = before !== undefined && name === 'auto'
    left -= merges ? 16 : coded ? 4 : escaped ? 3 : 2
    if (left < 0) return
    if (before !== undefined && !merges) continue
    let s = equals < 0 ? '' : pair.slice(equals + 1)
    if (escaped) s = decode(s)
    if (coded) s = base64(s)
    out[name] = value(names[end + 1], s, before)
  }
  return out
}

// serialize writes a canonical query: everything but A-Z a-z 0-9 - _ . ~ is escaped,
// as in AWS's signatures, so that nobody writes it another way.
const serialize = (p) => {
  const list = Object.keys(p).sort()
  for (let i = 0; i < list.length; i++) {
    const name = list[i]
    list[i] = name + '=' + enc(p[name])
  }
  let query = list.join('&')
  if (unsure) for (let i = 0; i < 5; i++) query = swap(query, "!'()*"[i], '%2' + '1789A'[i])
  return query
}

// expand puts a preset's parameters in: what the query says wins, auto merges. It
// reports whether there is that preset. A capital is a parameter of many presets.
const expand = (p) => {
  const presets = PRESETS, i = at(presets, '\n' + enc(p.preset) + ' ')
  if (i < 0) return false
  unsure = true
  presets.slice(at(presets, ' ', i) + 1, at(presets, '\n', i + 1)).split('&').forEach((pair) => {
    if (!pair[1]) pair = SHARED[pair.charCodeAt(0) - 65]
    const name = pair.slice(0, at(pair, '=')), v = decode(pair.slice(name.length + 1))
    if (name === 'auto' && p.auto) p.auto += ',' + v
    else if (p[name] === undefined) p[name] = v
  })
  delete p.preset
  return true
}

const headerOf = (headers, name) => (headers[name] ? headers[name].value.toLowerCase() : '')

// negotiate settles what depends on the viewer. auto=format and ch stay beside what
// came of them, so that the answer can say on what it depends.
const negotiate = (p, headers) => {
  const auto = p.auto && ',' + p.auto + ','
  let compress = auto && auto.indexOf(',compress,') >= 0
  if (p.ch !== undefined) compress = hints(p, headers) || compress
  if (HAS_WIDTHS) snap(p)
  delete p.auto
  if (auto && auto.indexOf(',format,') >= 0) {
    const accept = ',' + swap(headerOf(headers, 'accept').slice(0, 500), ' ', '') + ',', formats = FORMATS
    for (let i = 0; i < formats.length; i++) {
      // A format that is named with a weight above zero. Wildcards do not count, for
      // browsers send them that cannot read WebP.
      const type = formats[i], end = accept.indexOf(type) + type.length, next = accept[end]
      if (end >= type.length && (next === ',' || (next === ';' && !(parseFloat(accept.slice(end, at(accept, ',', end)).split('q=')[1]) <= 0)))) {
        p.fm = type.slice(7).replace('jpeg', 'jpg')
        break
      }
    }
    // Alone it asks for nothing where no better format is accepted.
    if (compress || Object.keys(p).length) p.auto = 'format'
  }
  if (compress) p.auto = p.auto ? 'format,compress' : 'compress'
}

// hints puts client hints in, and reports whether the viewer wants fewer bytes.
const hints = (p, headers) => {
  const density = +(headerOf(headers, 'sec-ch-dpr') || headerOf(headers, 'dpr'))
  if (has(p.ch, 'dpr') && !(p.dpr > 0) && density > 1e-5 && density <= 5) p.dpr = value('0', '' + density)
  // The hint counts device pixels, w those of the page.
  const width = Math.ceil((headerOf(headers, 'sec-ch-width') || headerOf(headers, 'width')) / (+p.dpr || 1))
  if (has(p.ch, 'width') && !(p.w > 0) && width > 0 && width <= 8192) p.w = '' + width
  if (!has(p.ch, 'save-data') || (headerOf(headers, 'save-data') !== 'on' && !has('slow-2g,2g,3g', headerOf(headers, 'ect')))) return false
  p.q = p.q || 'auto:eco'
  return true
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

// verified returns the token that a request is signed with, nothing for a wrong signature
// and "" for none.
const verified = (uri, raw) => {
  const i = raw.lastIndexOf('&') + 1
  if (raw.slice(i, i + 2) !== 's=') return ''
  return TOKENS.filter((t) => sign(t, uri, raw.slice(0, Math.max(i - 1, 0))) === raw.slice(i + 2))[0]
}

const refuse = (status, text) => ({ statusCode: status, headers: { 'cache-control': { value: 'no-store' }, 'content-type': { value: 'text/plain' } }, body: text + '\n' })

// onlyPreset returns the parameters that go on where presets are all that is
// allowed: the preset, and the format that came of it. Nothing for what is refused.
const onlyPreset = (p, headers, signed) => {
  const own = {}, full = {}
  for (const name in p) {
    if (name === 'preset' || (name === 'fm' && p.preset && FORMATS.indexOf(',image/' + p.fm.replace('jpg', 'jpeg')) >= 0)) own[name] = full[name] = p[name]
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

function handler(event) {
  const request = event.request
  let raw = request.rawQueryString() || '', token = '', query = BAD
  if (HAS_CORS && request.method === 'OPTIONS') {
    // Pages of these origins may send any header.
    const origin = request.headers.origin
    return { statusCode: 204, headers: {
      'access-control-allow-origin': { value: (MANY_CORS && origin && CORS.filter((o) => o === origin.value)[0]) || FIRST_CORS },
      'access-control-allow-headers': { value: '*' }, 'access-control-max-age': { value: '86400' }, vary: { value: 'origin' },
    } }
  }
  if (raw.length > 4096) raw = BAD
  else if (HAS_TOKENS) {
    token = verified(request.uri, raw)
    if (token === undefined || (REQUIRED && !token)) return refuse(403, 's: the signature is missing or wrong')
    if (token) raw = raw.slice(0, Math.max(raw.lastIndexOf('&'), 0))
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
