// What may be a source: bytes, or what bytes can be waited for.

import { concat } from './bytes.mjs'
import { TintypeError } from './errors.mjs'
import { bytesOf } from './query.mjs'

// isBytes says that a source needs no waiting.
const isBytes = (source) => ArrayBuffer.isView(source) || source instanceof ArrayBuffer || tagOf(source) === 'SharedArrayBuffer'

const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1)

// pieces returns the bytes of a source as an asynchronous iterator: of bytes, a Blob,
// a Response or Request, a ReadableStream, a stream of Node, anything that iterates
// over bytes, or a promise of one of these. What ends it early is a "source_read".
export async function* pieces(promised, signal) {
  try {
    const source = await until(promised, signal)
    if (isBytes(source)) return yield bytesOf(source, 'source')
    const iterator = iterate(bodyOf(source))
    try {
      for (;;) {
        const { done, value } = await until(iterator.next(), signal)
        if (done) return
        yield bytesOf(value, 'source')
      }
    } finally {
      Promise.resolve(iterator.return?.()).catch(() => {})
    }
  } catch (cause) {
    if (signal?.aborted || cause instanceof TypeError || cause instanceof TintypeError) throw cause
    throw new TintypeError('source_read', `source: ${cause?.message ?? cause}`, { cause })
  }
}

// gathered returns the bytes of a source, of which at most max are waited for.
export async function gathered(source, signal, max) {
  if (isBytes(source)) return bytesOf(source, 'source')
  const parts = []
  let size = 0
  for await (const piece of pieces(source, signal)) {
    parts.push(piece)
    if ((size += piece.length) > max) throw new TintypeError('source_too_large', `source bytes: got more than ${max}, want at most ${max}`)
  }
  return concat(parts)
}

// bodyOf returns what of a source can be iterated over.
function bodyOf(source) {
  if (typeof source?.stream === 'function') return source.stream() // Blob
  if (typeof source?.arrayBuffer === 'function') {
    if (source.ok === false) throw new TintypeError('source_read', `source: got a response of status ${source.status}`)
    if (source.bodyUsed) throw new TypeError('source: got a body that was read before')
    return source.body ?? []
  }
  return source
}

// iterate works where a ReadableStream is no iterable.
function iterate(body) {
  const make = body?.[Symbol.asyncIterator] ?? body?.[Symbol.iterator]
  if (make && typeof body !== 'string') return make.call(body)
  if (typeof body?.getReader === 'function') {
    const reader = body.getReader()
    return { next: () => reader.read(), return: () => reader.cancel() }
  }
  throw new TypeError('source: want bytes, a Blob, a Response, a ReadableStream or an iterable of bytes')
}

// until waits for a promise, or for the signal to abort.
export function until(promise, signal) {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    Promise.resolve(promise)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort))
  })
}
