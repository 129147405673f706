// Makes files with sharp: node sharp.mjs jobs.json, a list of {in, out, format, quality, mozjpeg, effort}.
// A file gets its name when it is whole, so that a run which was ended goes on.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import sharp from 'sharp'

sharp.cache(false)
const jobs = JSON.parse(readFileSync(process.argv[2], 'utf8'))

async function work() {
  for (let job; (job = jobs.shift()); ) {
    const { in: source, out, format, quality, mozjpeg, effort } = job
    const options = format === 'jpeg' ? { quality, mozjpeg } : format === 'avif' ? { quality, effort } : { quality }
    writeFileSync(out + '.part', await sharp(source)[format](options).toBuffer())
    renameSync(out + '.part', out)
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work))
