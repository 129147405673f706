// Makes files with sharp: node sharp.mjs jobs.json, a list of {in, out, format, quality, mozjpeg, effort}.
import { readFileSync, writeFileSync } from 'node:fs'
import sharp from 'sharp'

sharp.cache(false)
for (const { in: source, out, format, quality, mozjpeg, effort } of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  const options = format === 'jpeg' ? { quality, mozjpeg } : format === 'avif' ? { quality, effort } : { quality }
  writeFileSync(out, await sharp(source)[format](options).toBuffer())
}
