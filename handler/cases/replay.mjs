// The table's cases through the package's handler: node replay.mjs FOLDER. Each
// line of standard input is a case {config, event, credentials, replies}, each
// line of standard output what came of it {answer, fetches, log}. What the
// package asks of the network is answered from the replies.

import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const folder = resolve(process.argv[2])
let current
for (const scheme of ['http', 'https']) {
  process.getBuiltinModule(`node:${scheme}`).get = (to, answered) => get(scheme, to, answered)
}

function get(scheme, { hostname, port, path, headers }, answered) {
  const { fetches, replies } = current
  fetches.push({ url: `${scheme}://${hostname}${port ? `:${port}` : ''}${path}`, headers: Object.entries(headers).map(([name, value]) => `${name}: ${value}`) })
  const { failure, status, headers: sent, body } = replies[Math.min(fetches.length, replies.length) - 1]
  const listeners = {}
  const request = {
    on(event, listener) {
      listeners[event] = listener
      return request
    },
    destroy() {},
  }
  setImmediate(() => {
    if (failure) return listeners.error(new Error(failure))
    const bytes = Buffer.from(body ?? '', 'base64')
    answered({ statusCode: status, headers: sent, destroy() {}, on: request.on, async *[Symbol.asyncIterator]() { if (bytes.length) yield bytes } })
  })
  return request
}

let n = 0
for await (const line of createInterface({ input: process.stdin })) {
  const { config, event, credentials, replies } = JSON.parse(line)
  current = { fetches: [], replies, log: [] }
  process.env.AWS_ACCESS_KEY_ID = credentials ? 'AKIDEXAMPLE' : ''
  process.env.AWS_SECRET_ACCESS_KEY = credentials ? 'SECRETEXAMPLE' : ''
  process.env.AWS_SESSION_TOKEN = credentials ? 'TOKENEXAMPLE' : ''
  console.log = console.error = (text) => current.log.push(text)
  writeFileSync(`${folder}/tintype.json`, config || '{}')
  const { handler } = await import(`${pathToFileURL(folder)}/index.mjs?${n++}`)
  const answer = await handler(event, { getRemainingTimeInMillis: () => 30000 })
  process.stdout.write(JSON.stringify({ answer, fetches: current.fetches, log: current.log.join('') }) + '\n')
}
