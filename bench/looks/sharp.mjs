// Makes files with sharp: node sharp.mjs jobs.json, a list of {in, out, format, quality, mozjpeg}.
import { readFileSync, writeFileSync } from 'node:fs'
import sharp from 'sharp'

sharp.cache(false)
for (const { in: source, out, format, quality, mozjpeg } of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  const options = format === 'jpeg' ? { quality, mozjpeg } : { quality }
  writeFileSync(out, await sharp(source)[format](options).toBuffer())
}
