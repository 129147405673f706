// A worker of a pool, as a thread of Node.

import { serve } from './serve.mjs'

const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads')
serve(workerData, (heard) => parentPort.on('message', heard), (message, transfer) => parentPort.postMessage(message, transfer))
