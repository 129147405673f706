// The playground. The URL in the field is the state; controls, choices and the
// address of the page follow it.

import { kinds } from './code.mjs'
import { controls, make } from './controls.mjs'
import { draw } from './drawn.mjs'
import { connect } from './server.mjs'
import { ignored } from './ignored.mjs'
import { loaded, Query, sign } from './query.mjs'

const $ = (id) => document.getElementById(id)

// What browsers send for <img>, 2026.
const browsers = {
  'AVIF and WebP (Chrome, Firefox, Safari)': 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
  'WebP, no AVIF (Safari 14 to 15)': 'image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5',
  'neither (older browsers)': 'image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
  'anything (curl, fetch)': '*/*',
}
const devices = {
  'as the URL says': null,
  'phone, 360 px, 3×': { width: 360, dpr: 3 },
  'large phone, 430 px, 3×': { width: 430, dpr: 3 },
  'tablet, 820 px, 2×': { width: 820, dpr: 2 },
  'laptop, 1440 px, 2×': { width: 1440, dpr: 2 },
  'desktop, 1920 px, 1×': { width: 1920, dpr: 1 },
  '4K, 3840 px, 1×': { width: 3840, dpr: 1 },
}

const server = await connect().catch((e) => {
  $('facts').classList.add('bad')
  $('facts').textContent = 'The playground cannot start: ' + e.message
  throw e
})

// Every name of a parameter and the one that the table has for it.
const names = new Map(server.table.flatMap((s) => [s.name, ...s.also].map((n) => [n, s.name])))
const sections = new Map(server.table.map((s) => [s.name, s.section]))
const panel = controls($('groups'), server.table, (name, value) => go(query().with({ [name]: value })))

const query = () => new Query($('url').value.trim(), names)

let running // aborts what was asked for before
let waiting
let urls = []

// go shows another URL: at once, or when the typing pauses.
function go(q, delay = 150) {
  if (typeof q !== 'string') q = String(q)
  if ($('url').value !== q) $('url').value = q
  changed(delay)
}

function changed(delay) {
  panel.show(query())
  describe()
  clearTimeout(waiting)
  waiting = setTimeout(show, delay)
}

// describe writes what follows from the URL alone: the page's address, the
// original that is chosen, the text to copy.
function describe() {
  const q = query()
  const state = new URLSearchParams({ u: $('url').value, b: $('accept').selectedIndex, d: $('device').selectedIndex, c: $('compare').value, k: $('kind').value })
  history.replaceState(null, '', '#' + state)
  if ([...$('original').options].some((o) => o.value === q.path)) $('original').value = q.path
  $('text').textContent = kinds[$('kind').value]({ query: q, token: $('token').value, origin: server.origin, accept: $('accept').value })
}

const device = () => Object.values(devices)[$('device').selectedIndex]

// request returns the headers that the chosen browser and device send.
function request() {
  const d = device()
  const headers = { Accept: $('accept').value }
  if (d) Object.assign(headers, { DPR: String(d.dpr), Width: String(Math.round(d.width * d.dpr)) })
  return headers
}

async function show() {
  running?.abort()
  running = new AbortController()
  const { signal } = running
  const asked = loaded(query(), device())
  const url = sign(String(asked), $('token').value)
  $('stage').setAttribute('aria-busy', 'true')
  try {
    const started = performance.now()
    const answer = await server.get(url, { headers: request(), signal })
    const ms = performance.now() - started
    const original = await originalBytes(asked.path, signal)
    if (signal.aborted) return
    urls.forEach((u) => URL.revokeObjectURL(u))
    urls = []
    await present(asked, answer, signal)
    report(asked, answer, original, ms)
    warn(asked, answer)
    await compareFormats(asked, original, signal)
  } catch (e) {
    if (signal.aborted) return
    fail(String(e.message ?? e))
  } finally {
    if (!signal.aborted) $('stage').removeAttribute('aria-busy')
  }
}

// How large originals are, by path.
const sizes = new Map()

async function originalBytes(path, signal) {
  if (!sizes.has(path)) {
    const r = await server.get(sign(path, $('token').value), { headers: {}, signal })
    sizes.set(path, r.status === 200 ? r.body.size : 0)
  }
  return sizes.get(path)
}

function fail(text) {
  $('facts').classList.add('bad')
  $('facts').textContent = text
  $('warnings').replaceChildren()
  $('headers').replaceChildren()
}

// present shows an image, or draws what is none.
async function present(asked, answer, signal) {
  const isImage = answer.status === 200 && answer.type.startsWith('image/')
  $('pair').hidden = !isImage
  $('drawn').hidden = isImage || answer.status !== 200
  $('slide').hidden = true
  if (answer.status !== 200) return
  if (!isImage) return draw($('drawn'), asked, answer.type, await answer.body.text())
  const after = $('after')
  after.src = keep(answer.body)
  await after.decode().catch(() => {})
  if (signal.aborted) return
  const dpr = +(asked.get('dpr') ?? 1) || 1
  $('pair').style.width = (device() && !asked.fixed ? device().width : after.naturalWidth / dpr) + 'px'
  await compareWith(asked, signal)
}

const keep = (blob) => {
  urls.push(URL.createObjectURL(blob))
  return urls.at(-1)
}

// reference is the URL that the left of the divider shows: the original, or the
// same part of it at the same size, with no color changed and nothing lost.
function reference(asked) {
  if ($('compare').value === 'original') return asked.only(() => false)
  const geometry = asked.only((n) => ['Size', 'Geometry'].includes(sections.get(n)) && n !== 'border' && n !== 'mask')
  return geometry.with({ fm: 'png' })
}

async function compareWith(asked, signal) {
  const off = $('compare').value === 'off'
  $('pair').classList.toggle('comparing', false)
  if (off) return
  let answer = await server.get(sign(String(reference(asked)), $('token').value), { headers: request(), signal })
  const before = $('before')
  before.src = keep(answer.body)
  try {
    await before.decode()
  } catch {
    // A TIFF, or what else no browser shows.
    answer = await server.get(sign(String(asked.only(() => false).with({ fm: 'png' })), $('token').value), { headers: {}, signal })
    before.src = keep(answer.body)
    await before.decode().catch(() => {})
  }
  if (signal.aborted) return
  $('pair').classList.add('comparing')
  $('slide').hidden = false
}

const kilo = (n) => (n < 1000 ? `${n} B` : n < 1e6 ? `${(n / 1000).toFixed(1)} KB` : `${(n / 1e6).toFixed(2)} MB`)
const kind = (type) => type.split(';')[0].replace(/^image\//, '').toUpperCase()

const saving = (bytes, original) => {
  if (!original) return ''
  const share = 1 - bytes / original
  return share >= 0 ? `${(100 * share).toFixed(0)} % smaller` : `${(-100 * share).toFixed(0)} % larger`
}

// took reads the time of the transformation from Server-Timing.
const took = (answer) => {
  const ms = /transform;dur=([\d.]+)/.exec(answer.headers['server-timing'] ?? '')?.[1]
  return ms === undefined ? '' : `${ms} ms`
}

async function report(asked, answer, original, ms) {
  const facts = $('facts')
  facts.classList.toggle('bad', answer.status !== 200)
  if (answer.status !== 200) {
    facts.textContent = `${answer.status}: ${(await answer.body.text()).slice(0, 300)}`
  } else {
    const size = answer.type.startsWith('image/') ? `${$('after').naturalWidth} × ${$('after').naturalHeight}, ` : ''
    facts.replaceChildren(`${size}${kind(answer.type)}, ${kilo(answer.body.size)} of ${kilo(original)}, `, make('b', {}, saving(answer.body.size, original)), took(answer) ? `, ${took(answer)}` : '')
  }
  const rows = { requested: String(asked), 'round trip': `${ms.toFixed(0)} ms` }
  for (const name of ['x-cache', 'x-tintype', 'x-tintype-fit', 'x-tintype-source', 'cache-control', 'vary', 'etag', 'server-timing'])
    if (answer.headers[name]) rows[name] = answer.headers[name]
  $('headers').replaceChildren(...Object.entries(rows).flatMap(([n, v]) => [make('dt', {}, n), make('dd', {}, v)]))
}

function warn(asked, answer) {
  const list = ignored(asked, answer.headers['x-tintype'] ?? '', names, server.table)
  const wanted = asked.get('fm')
  if (answer.headers['x-tintype-fit']) list.push(`The answer did not fit the limit of bytes as asked for; given up: ${answer.headers['x-tintype-fit']}`)
  if (answer.headers['x-tintype-source']) list.push('The original is damaged or truncated. The image shows the part that could be decoded.')
  if (/^original/.test(answer.headers['x-tintype'] ?? '')) list.push(`The original went out untouched: ${answer.headers['x-tintype']}`)
  if (wanted && answer.status === 200 && !asked.get('auto')?.includes('format') && rasters[wanted] && !answer.type.startsWith(rasters[wanted]))
    list.push(`fm=${wanted} was answered as ${answer.type}`)
  if (asked.get('auto')?.includes('format') && $('accept').value === '*/*') list.push('auto=format has nothing to choose from: */* names no format')
  $('warnings').replaceChildren(...list.map((text) => make('li', {}, text)))
}

// The media types of the words of fm that name a file format.
const rasters = Object.fromEntries(server.formats.flatMap((f) => f.words.map((word) => [word, f.type])))

// compareFormats asks for the image in each format of the table, one after the
// other, and puts bytes and time beside each.
async function compareFormats(asked, original, signal) {
  // Lossy formats first; 256 colors do not compare.
  const lossy = server.formats.filter((f) => f.quality)
  const formats = [...lossy, ...server.formats.filter((f) => !f.quality && f.name !== 'gif')].map((f) => f.name)
  const cards = []
  for (const fm of formats) {
    // auto=format stays, since q means the same looks in all formats with it; an Accept
    // that names none leaves the choice to fm.
    const q = asked.with({ fm, palette: undefined })
    const answer = await server.get(sign(String(q), $('token').value), { headers: { ...request(), Accept: '*/*' }, signal })
    if (signal.aborted) return
    cards.push(card(fm, q, answer, original))
    const most = Math.max(...cards.map((c) => c.bytes))
    const least = Math.min(...cards.filter((c) => c.bytes).map((c) => c.bytes))
    for (const c of cards) {
      c.element.classList.toggle('least', c.bytes === least)
      c.line.style.width = `${(100 * c.bytes) / (most || 1)}%`
    }
    $('cards').replaceChildren(...cards.map((c) => c.element))
  }
  await scoreFormats(asked, cards, signal)
}

// scoreFormats adds how near each format comes to the same image without loss, where
// the server can tell: SSIMULACRA2, 90 being as good as lossless, 70 high quality and
// 50 medium.
async function scoreFormats(asked, cards, signal) {
  if (!server.score) return
  const lossless = asked.with({ auto: undefined, q: undefined, bytes: undefined, palette: undefined, fm: 'png32' })
  const reference = await server.get(sign(String(lossless), $('token').value), { headers: request(), signal })
  if (reference.status !== 200) return
  for (const c of cards) {
    if (!c.bytes || c.element.dataset.format === 'png') continue
    const score = await server.score(reference.body, c.body, signal)
    if (signal.aborted) return
    if (score !== undefined) c.score.textContent = `SSIMULACRA2 ${score.toFixed(1)}`
  }
}

function card(fm, q, answer, original) {
  const ok = answer.status === 200
  const line = make('div', { className: 'barline' })
  const text = make('p')
  if (ok) {
    const as = answer.type.startsWith(rasters[fm]) ? '' : ` (answered as ${kind(answer.type)})`
    text.append(make('b', {}, fm.toUpperCase()), `${as} ${kilo(answer.body.size)}`, make('br'), [saving(answer.body.size, original), took(answer)].filter(Boolean).join(', '), line)
  } else text.append(make('b', {}, fm.toUpperCase()), ` ${answer.status}`)
  const score = make('div', { className: 'score' })
  text.append(score)
  const element = make('div', { className: 'card' }, ok ? make('img', { src: keep(answer.body), alt: `The image as ${fm}` }) : make('span'), text)
  element.setAttribute('role', 'listitem')
  element.dataset.format = fm
  return { element, line, score, body: answer.body, bytes: ok ? answer.body.size : 0 }
}

async function take(file) {
  if (!file) return
  try {
    const path = await server.add(file)
    addOriginal(path, `${file.name} (yours)`)
    go(query().list.length ? path + '?' + query().search : path + '?w=720&auto=format', 0)
  } catch (e) {
    fail(`${file.name}: ${e.message}`)
  }
}

const addOriginal = (path, text) => $('original').append(make('option', { value: path }, text))

// divide moves the divider to a share of the width.
function divide(percent) {
  $('cut').value = percent
  $('pair').style.setProperty('--cut', percent + '%')
}

function listen() {
  $('url').addEventListener('input', () => changed(250))
  $('address').addEventListener('submit', (e) => {
    e.preventDefault()
    changed(0)
  })
  $('reset').addEventListener('click', () => go(query().path, 0))
  $('original').addEventListener('input', () => go($('original').value + (query().search && '?' + query().search), 0))
  for (const id of ['accept', 'device', 'compare']) $(id).addEventListener('input', () => changed(0))
  $('kind').addEventListener('input', describe)
  $('token').addEventListener('input', () => changed(300))
  $('originals')?.addEventListener('click', (e) => {
    const link = e.target.closest('a')
    if (!link || e.metaKey || e.ctrlKey) return
    e.preventDefault()
    go(link.getAttribute('href'), 0)
    $('stage').focus()
  })
  $('find').addEventListener('input', () => panel.find($('find').value))
  $('file').addEventListener('change', () => take($('file').files[0]))
  $('cut').addEventListener('input', () => divide($('cut').value))
  $('copy').addEventListener('click', async () => {
    await navigator.clipboard.writeText($('text').textContent).then(
      () => ($('copied').textContent = 'Copied'),
      () => ($('copied').textContent = 'The browser does not allow it: select the text'),
    )
    setTimeout(() => ($('copied').textContent = ''), 3000)
  })
  const drag = (e) => {
    const box = $('pair').getBoundingClientRect()
    divide(Math.round(Math.min(100, Math.max(0, (100 * (e.clientX - box.left)) / box.width))))
  }
  $('pair').addEventListener('pointerdown', (e) => {
    if ($('slide').hidden) return
    e.preventDefault()
    $('pair').setPointerCapture(e.pointerId)
    drag(e)
  })
  $('pair').addEventListener('pointermove', (e) => $('pair').hasPointerCapture(e.pointerId) && drag(e))
  for (const name of ['dragover', 'dragleave', 'drop'])
    addEventListener(name, (e) => {
      e.preventDefault()
      $('frame').classList.toggle('over', name === 'dragover')
      if (name === 'drop') take(e.dataTransfer.files[0])
    })
  addEventListener('hashchange', restore)
}

// restore takes the state from the page's address, or begins with the first original.
function restore() {
  const state = new URLSearchParams(location.hash.slice(1))
  const first = server.originals[0]
  $('accept').selectedIndex = +(state.get('b') ?? 0)
  $('device').selectedIndex = +(state.get('d') ?? 0)
  if (state.get('c')) $('compare').value = state.get('c')
  if (state.get('k') in kinds) $('kind').value = state.get('k')
  const url = state.get('u') ?? (first ? first + '?w=720&auto=format' : '/')
  if (url === $('url').value) return
  go(url, 0)
}

for (const path of server.originals) addOriginal(path, path)
for (const [name, accept] of Object.entries(browsers)) $('accept').append(make('option', { value: accept }, name))
for (const name of Object.keys(devices)) $('device').append(make('option', {}, name))
for (const name of Object.keys(kinds)) $('kind').append(make('option', {}, name))
if (!server.originals.length) $('about').textContent = 'There are no originals yet: choose a file of your own.'
$('answer').open = !matchMedia('(max-width: 40rem)').matches
listen()
divide(50)
restore()
