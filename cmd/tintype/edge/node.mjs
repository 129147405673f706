// Runs the packaged handler for the local edge: a line of JSON {id, event} in,
// a line {id, answer} or {id, error} out. Its one argument is the package's
// index.mjs.

import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

// The answers have standard output to themselves: what the handler logs goes to
// standard error.
console.log = console.info = console.debug = console.error
const { handler } = await import(pathToFileURL(process.argv.at(-1)))
const context = () => {
  const end = Date.now() + 30_000
  return { functionName: 'local', getRemainingTimeInMillis: () => end - Date.now() }
}
for await (const line of createInterface({ input: process.stdin })) {
  const { id, event } = JSON.parse(line)
  handler(event, context()).then(
    (answer) => process.stdout.write(JSON.stringify({ id, answer }) + '\n'),
    (error) => process.stdout.write(JSON.stringify({ id, error: String(error?.stack ?? error) }) + '\n'),
  )
}
