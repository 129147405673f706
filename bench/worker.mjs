// One contender in one process. It says {ready, load} once it is loaded, then
// answers each line {task, bytes file, want, query, out, size} with {ms, bytes} — or
// {skip} where the contender cannot do the task. With `out` the picture is kept, with
// `size` its width and height are told.
import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { performance } from 'node:perf_hooks'

const say = (message) => process.stdout.write(JSON.stringify(message) + '\n')
const begun = performance.now()
const { default: load } = await import(`./contenders/${process.argv[2]}.mjs`)
const run = await load()
say({ ready: true, load: performance.now() - begun })

for await (const line of createInterface({ input: process.stdin })) {
  const { source, want, query, out, size } = JSON.parse(line)
  const bytes = readFileSync(source)
  try {
    const start = performance.now()
    const body = able(want) && (await run(bytes, want, query))
    const ms = performance.now() - start
    if (body && out) writeFileSync(out, body)
    say(body ? { ms, bytes: body.length, size: size && (await sizeOf(body)), rss: process.resourceUsage().maxRSS } : { skip: true })
  } catch (error) {
    say({ error: String(error?.message ?? error) })
  }
}
process.exit(0)

// able says whether the contender writes the format: of what is not known here some write
// another one.
function able({ format }) {
  return format !== 'avif' || /^(tintype|sharp(-avif-[04])?)$/.test(process.argv[2])
}

// sizeOf is of a single picture; a moving one's is that of a frame.
async function sizeOf(body) {
  const { default: sharp } = await import('sharp')
  const { width, height, pageHeight } = await sharp(body).metadata()
  return [width, pageHeight ?? height]
}
