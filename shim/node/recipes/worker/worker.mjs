// A Cloudflare Worker that serves images of an R2 bucket at any size: /cats/tom.jpg?w=400
//
// Anyone may ask for any size, and each costs its work: in front of a public site allow a
// list of widths, or presets. Results are kept in the data center's cache, under the whole URL. A source that is no
// image is an error here; a URL without parameters is the object as it is.

import { load, TintypeError } from 'tintype'

// Once for each isolate. The limits of time and memory are those of workerd's entry:
// 20 s of work, 48 MB beside the module.
let tintype

const statuses = { parameter: 400, source_too_large: 413, source_unsupported: 415, source_damaged: 415, deadline: 503 }

export default {
  async fetch(request, env, context) {
    if (request.method !== 'GET') return new Response('want GET\n', { status: 405, headers: { allow: 'GET' } })
    const url = new URL(request.url)
    const cached = await caches.default.match(request)
    if (cached) return cached
    const object = await env.IMAGES.get(decodeURIComponent(url.pathname.slice(1)))
    if (!object) return new Response('no such image\n', { status: 404 })
    const headers = { 'cache-control': 'public, max-age=86400' }
    if (url.search === '') return new Response(object.body, { headers: { ...headers, 'content-type': object.httpMetadata?.contentType ?? 'application/octet-stream', etag: object.httpEtag } })
    try {
      tintype ??= await load()
      const { body, contentType } = await tintype.transformAsync(object.body, url.search.slice(1))
      const response = new Response(body, { headers: { ...headers, 'content-type': contentType } })
      context.waitUntil(caches.default.put(request, response.clone()))
      return response
    } catch (error) {
      if (!(error instanceof TintypeError)) throw error
      return new Response(`${error.message}\n`, { status: statuses[error.code] ?? 500, headers: { 'x-error': error.code } })
    }
  },
}
