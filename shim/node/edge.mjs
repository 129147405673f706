// A request of the edge, by the protocol at the head of guest.mjs.

import { Exchange } from './fetch.mjs'
import { ANSWER, compile, FETCH, MORE, Pool } from './guest.mjs'

// What is kept back of Lambda's time for sending the answer.
const MARGIN_MS = 1000

// What a guest prints to standard error waits for how the request ends: on its way
// down it is one long trace, whose first lines tell enough.
const log = (stream, line) => (stream === 1 ? console.log(line) : trace.length < 200 && trace.push(line))
const trace = []
let pool

// how tells the ways apart in which a guest fails.
function how(text) {
  if (/out of memory|cannot allocate|memory access out of bounds/i.test(text)) return 'memory'
  if (/deadline/i.test(text)) return 'time'
  return 'panic'
}

// answer runs one event through a guest, and where that fails through another
// that has no time to make an image. untouched is what it returns where a guest
// says so.
export async function answer(event, context, config, untouched) {
  pool ??= start()
  const left = context?.getRemainingTimeInMillis?.()
  try {
    const result = await ask(event, left === undefined ? 0 : Date.now() + left - MARGIN_MS, config, untouched, '')
    for (const line of trace.splice(0)) console.error(line)
    return result
  } catch (error) {
    const text = [...trace.splice(0).slice(0, 3), String(error?.stack ?? error)].join(' | ')
    const reason = how(text)
    console.error(JSON.stringify({ level: 'error', message: 'a guest failed', reason, error: text.slice(0, 2000) }))
    return ask(event, Date.now(), config, untouched, reason)
  }
}

// start compiles the guest. Both steps around that are about flags of V8, measured
// in RATIONALE.md.
//
// Once a flag is set, V8 no longer takes the compiled code that Node carries for
// its own modules: node:https is loaded before, in 8 ms in place of 20.
//
// V8 doubles the room for young objects whenever so many of them have outlived a
// collection, up to 32 MB that stay resident. A request leaves little on V8's heap,
// so that room keeps the size that it has. The flag is set here and not in compile,
// since in a library's process the heap is not ours.
function start() {
  process.getBuiltinModule('node:https')
  const module = compile(new URL('tintype.wasm', import.meta.url))
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1')
  return new Pool(module, log)
}

// ask puts an event to a guest. One that fails throws, and is not used again.
async function ask(event, deadline, config, untouched, failed) {
  const guest = pool.take()
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN = '' } = process.env
  guest.begin(JSON.stringify(event), config, [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, ...(failed ? [failed] : [])].join('\n'), deadline)
  const step = await lastStep(guest, deadline)
  if (step.kind !== ANSWER) throw new Error(`guest's answer is of kind ${step.kind}`)
  const result = step.a ? JSON.parse(step.a) : untouched
  if (step.b.length) result.body = buffer(step.b).toString('base64')
  pool.give(guest)
  return result
}

// buffer is a view of the same bytes with Node's methods.
const buffer = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

// lastStep does what the guest asks for until it has its outcome.
async function lastStep(guest, deadline) {
  const fetches = new Map()
  try {
    for (;;) {
      const { kind, id, a, b, limit, delay } = guest.next()
      if (kind === FETCH) fetches.set(id, new Exchange(a, buffer(b).toString(), limit, delay, deadline))
      else if (kind === MORE) deliver(guest, id, await fetches.get(id).next())
      else return { kind, a, b }
    }
  } finally {
    for (const fetch of fetches.values()) fetch.close()
  }
}

function deliver(guest, id, { head, chunk, end }) {
  if (head) guest.head(id, head.status, head.headers)
  else if (chunk) guest.push(id, chunk)
  else guest.end(id, end)
}
