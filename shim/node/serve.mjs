// The worker's side of a pool (pool.mjs): one transformation after another.

import { Pool } from './guest.mjs'
import { run } from './run.mjs'

// serve answers {id, source, plan, left} with {id, out} or {id, error}, and says
// {ready} first. stop[0] is the id of a transformation that nobody waits for; without
// shared memory there is none, and a worker is ended instead.
export function serve({ module, stop }, listen, send) {
  const guests = new Pool(module, (stream, line) => console.error(line))
  guests.give(guests.take())
  listen(({ id, source, plan, left }) => {
    try {
      const out = run(guests, source, plan, left, stop ? () => Atomics.load(stop, 0) === id : null)
      send({ id, out }, [out.body.buffer])
    } catch ({ code = 'internal', message }) {
      send({ id, error: { code, message } })
    }
  })
  send({ ready: true })
}
