// The workers of a pool (pool.mjs) as threads of Node.

// threads returns what starts one. A thread keeps the process alive only while it
// works.
export function threads(module, url = new URL('./worker.mjs', import.meta.url)) {
  const { Worker } = process.getBuiltinModule('node:worker_threads')
  return (heard, died) => {
    const stop = new Int32Array(new SharedArrayBuffer(4))
    const worker = new Worker(url, { workerData: { module, stop }, execArgv: [] }) // --input-type is not for files
    worker.on('message', heard)
    worker.on('error', died)
    worker.on('exit', (status) => died(new Error(`a worker exited with status ${status}`)))
    return {
      stop,
      send: (message, transfer) => worker.postMessage(message, transfer),
      end: () => worker.terminate(),
      hold: () => worker.ref(),
      release: () => worker.unref(),
    }
  }
}
