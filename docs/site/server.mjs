// The playground of the documentation site has no server: the engine runs in workers
// of this page, and files stay in it. It answers as the local edge does.

import { createPool } from './tintype/browser.mjs'

// Formats that auto=format tries, in this order.
const formats = ['avif', 'webp']

const files = new Map() // of the user's, by path
let pool

export async function connect() {
  const data = await (await fetch('data.json')).json()
  pool = await createPool({ size: 2, wasm: new URL('tintype/tintype.wasm', import.meta.url) })
  return { ...data, origin: 'https://images.example.com', get, add }
}

async function original(path, signal) {
  if (files.has(path)) return files.get(path)
  const r = await fetch('samples' + path, { signal })
  if (!r.ok) return null
  return r.blob()
}

async function get(url, { headers, signal }) {
  const [path, search = ''] = url.split('?')
  const source = await original(path, signal)
  if (!source) return text(404, 'There is no such original.')
  const asked = new URLSearchParams(search)
  if (![...asked.keys()].some((name) => name !== 's')) return { status: 200, type: source.type, body: source, headers: {} }
  let query = search
  const vary = asked.get('auto')?.includes('format') ? { vary: 'Accept' } : {}
  if (vary.vary) {
    const chosen = formats.find((f) => (headers.Accept ?? '').includes('image/' + f))
    if (chosen) query += '&fm=' + chosen
  }
  const started = performance.now()
  try {
    const { body, contentType, info } = await pool.transform(source, query, { signal })
    const ms = (performance.now() - started).toFixed(1)
    return {
      status: 200,
      type: contentType,
      body: new Blob([body], { type: contentType }),
      headers: { 'server-timing': `transform;dur=${ms}`, ...vary, ...(info.fit ? { 'x-tintype-fit': info.fit } : {}), ...(info.damaged ? { 'x-tintype-source': 'partial' } : {}), ...explained(info) },
    }
  } catch (e) {
    if (signal?.aborted) throw e
    return text(e.code === 'parameter' ? 400 : 422, e.message)
  }
}

// explained is the header in which the edge says what an image did not depend on.
const explained = ({ ignored }) => (ignored.length ? { 'x-tintype': `transformed;ignored="${ignored.join(' ')}"` } : {})

const text = (status, message) => ({ status, type: 'text/plain', body: new Blob([message]), headers: {} })

async function add(file) {
  const path = '/yours/' + file.name.replaceAll(/[^\w.-]/g, '-')
  files.set(path, file)
  return path
}
