// Runs the package in Node for the tests: node bridge.mjs FOLDER. A line of JSON
// in, a line of JSON out: {event} gives the handler's answer, {file, query} what
// the library makes of a file.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const [folder] = process.argv.slice(2)
const module = (name) => import(pathToFileURL(join(folder, name)))
console.log = console.error
const { handler } = await module('index.mjs')
const tintype = await (await module('tintype.mjs')).load()

function transform({ file, query }) {
  try {
    const { body, contentType, info } = tintype.transform(readFileSync(file), query)
    return { hash: createHash('sha256').update(body).digest('hex'), contentType, info }
  } catch ({ code, message }) {
    return { code, message }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line)
  const out = asked.event ? await handler(asked.event, { getRemainingTimeInMillis: () => 30000 }) : transform(asked)
  process.stdout.write(JSON.stringify(out) + '\n')
}
