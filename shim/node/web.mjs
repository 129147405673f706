// The workers of a pool (pool.mjs) as Web Workers.

// workers returns what starts one. It can be told to stop only where memory may be
// shared; elsewhere it is ended.
export function workers(module, url) {
  const shared = typeof SharedArrayBuffer !== 'undefined' && globalThis.crossOriginIsolated !== false
  return (heard, died) => {
    const stop = shared ? new Int32Array(new SharedArrayBuffer(4)) : null
    const worker = url ? new Worker(url, { type: 'module' }) : new Worker(new URL('./web-worker.mjs', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }) => heard(data)
    worker.onerror = (event) => died(new Error(event.message || 'a worker could not be started'))
    worker.postMessage({ module, stop })
    return { stop, send: (message, transfer) => worker.postMessage(message, transfer), end: () => worker.terminate() }
  }
}
