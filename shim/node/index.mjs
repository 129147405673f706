// The Lambda@Edge entry. It answers by itself only what the protocol (guest.mjs)
// lets a host answer without its guest; all else is loaded when it is needed.

import { names } from './names.mjs'

const config = process.getBuiltinModule('node:fs').readFileSync(new URL('tintype.json', import.meta.url), 'utf8')

// A configuration that may refuse an address without parameters, or that hides
// its keys behind escapes.
const strict = /signing|onlyPresets|\\/.test(config)

export async function handler(event, context) {
  const { cf } = event.Records[0]
  const untouched = cf.response ?? cf.request
  if (asleep(cf)) return untouched
  try {
    const { answer } = await import('./edge.mjs')
    return await answer(event, context, config, untouched)
  } catch (error) {
    console.error(JSON.stringify({ level: 'error', message: 'served the original', error: String(error?.stack ?? error) }))
    return cf.response ? shortly(cf) : untouched
  }
}

// shortly is an original in the place of an image: cached for a minute, and without
// what a cache could renew it by.
function shortly({ request, response: { headers, ...response } }) {
  const { etag, expires, 'last-modified': modified, 'cache-control': control, ...kept } = headers
  const forbids = control?.some(({ value }) => /no-store|no-cache|private/i.test(value))
  return { ...response, headers: { ...kept, 'cache-control': forbids ? control : [{ key: 'Cache-Control', value: `${personal(request, { headers }) ? 'private' : 'public'}, max-age=60` }] } }
}

// personal says that the answer may be meant for one viewer: the guest looks closer.
const personal = (request, { headers }) => Boolean(request?.headers?.cookie || request?.headers?.authorization || headers['set-cookie'])

// asleep says of an event that it needs no guest.
function asleep({ config: { eventType }, request, response }) {
  if (eventType !== 'origin-response') return true
  const { customHeaders } = request.origin?.s3 ?? request.origin?.custom ?? {}
  // An SVG gets a Content-Security-Policy.
  if (/svg|xml/i.test(response.headers['content-type']?.[0]?.value)) return false
  return /^(200|304)$/.test(response.status) && !personal(request, response) && !asks(request.querystring) && !strict && !customHeaders?.['x-tintype-config']
}

// asks says of a query string that it may have a parameter of the grammar. A name
// that is written with escapes is for the guest to read; 64 marks a variant.
function asks(query) {
  if (query === '') return false
  return String(query).split('&').some((pair) => {
    const name = pair.split('=', 1)[0]
    return /[%+]/.test(name) || names.has(name.replace(/64$/, ''))
  })
}
