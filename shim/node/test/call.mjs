// One event through a package's handler: node call.mjs FOLDER EVENT.json. Prints
// the answer, its body shortened; the log goes to standard error.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const [folder, file] = process.argv.slice(2)
if (!file) {
  console.error('usage: make call EVENT=testdata/events/….json')
  process.exit(2)
}
const { handler } = await import(pathToFileURL(resolve(folder, 'index.mjs')))
console.log = console.error
const begun = performance.now()
const answer = await handler(JSON.parse(readFileSync(file, 'utf8')), { getRemainingTimeInMillis: () => 30000 })
console.error(`${(performance.now() - begun).toFixed(1)} ms`)
const { body } = answer
if (body?.length > 100) answer.body = `${body.slice(0, 100)}… (${body.length} characters)`
process.stdout.write(JSON.stringify(answer, null, 2) + '\n')
