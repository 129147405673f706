// A worker of a pool, as a Web Worker. The first message has the module.

import { serve } from './serve.mjs'

self.onmessage = ({ data }) => {
  serve(data, (heard) => (self.onmessage = ({ data }) => heard(data)), (message, transfer) => self.postMessage(message, transfer))
}
