// The server behind the playground is the local edge that serves this page. The
// documentation site has another module of this name, which runs the engine in the
// browser.

export async function connect() {
  const r = await fetch('_tintype/data.json')
  if (!r.ok) throw new Error(`${r.status}: ${await r.text()}`)
  const data = await r.json()
  return { ...data, origin: location.origin, get, add, score }
}

// get returns { status, type, body, headers } of a URL as a browser with these
// headers would see it.
async function get(url, { headers, signal }) {
  const r = await fetch(url, { headers, signal, cache: 'no-store' })
  return { status: r.status, type: r.headers.get('content-type') ?? '', body: await r.blob(), headers: Object.fromEntries(r.headers) }
}

// score returns the SSIMULACRA2 of an image beside a lossless one, both Blobs; undefined
// where it cannot be computed.
async function score(lossless, other, signal) {
  const length = new DataView(new ArrayBuffer(4))
  length.setUint32(0, lossless.size, true)
  const r = await fetch('_tintype/score', { method: 'POST', body: new Blob([length.buffer, lossless, other]), signal })
  return r.ok ? (await r.json()).score : undefined
}

// add puts a file of the user's among the originals and returns its path. The
// server keeps it in memory.
async function add(file) {
  const r = await fetch('_tintype/originals?name=' + encodeURIComponent(file.name), { method: 'POST', body: file })
  const text = await r.text()
  if (!r.ok) throw new Error(text.trim())
  return text
}
