// How long Chromium takes for our JPEG files beside sharp's, from the same pixels at the same q: ours are progressive
// where that is smaller, sharp's are not, those of its mozjpeg are. node decoding.mjs [corpus]
//
// Files take turns, each is decoded a few times a turn, and what counts is the mean of the quicker half; ratios are
// geometric means over the pictures. A machine that is busy makes both slower.

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { load } from '../shim/node/tintype.mjs'
import { Browser } from './oracle/browser.mjs'

const sharp = createRequire(import.meta.url)('sharp')
const folder = process.argv[2]
const sources = folder
  ? ['photo-6mp.jpg', 'photo-2mp.jpg', 'photo-8mp-gainmap.jpg', 'lossy.webp', 'avif/linku_kimono.avif', 'cmyk-icc.jpg'].map((name) => join(folder, name))
  : ['city.jpg', 'landscape.jpg', 'portrait.jpg'].map((name) => new URL(`../testdata/samples/${name}`, import.meta.url))
const WIDTHS = [320, 720, 1600]
const QUALITY = 75
const TURNS = Number(process.env.TURNS ?? 12)
const EACH = 3

const encoders = {
  tintype: (png) => Buffer.from(tintype.transform(png, `fm=jpg&q=${QUALITY}`).body),
  'sharp jpeg': (png) => sharp(png).jpeg({ quality: QUALITY }).toBuffer(),
  'sharp mozjpeg': (png) => sharp(png).jpeg({ quality: QUALITY, mozjpeg: true }).toBuffer(),
}

// progressive says whether a JPEG's frame header is that of a progressive one.
function progressive(file) {
  for (let at = 2; at < file.length; at += 2 + file.readUInt16BE(at + 2)) {
    const marker = file[at + 1]
    if (marker >= 0xc0 && marker <= 0xc2) return marker === 0xc2
  }
  return false
}

function quick(list) {
  const half = list.sort((a, b) => a - b).slice(0, Math.ceil(list.length / 2))
  return half.reduce((a, b) => a + b) / half.length
}

const mean = (list) => Math.exp(list.reduce((sum, v) => sum + Math.log(v), 0) / list.length)

const tintype = await load()
const browser = await Browser.open()
if (!browser) {
  console.log('not checked: how long Chromium takes for JPEG files; chromium is not installed (Debian: apt-get install chromium)')
  process.exit()
}
const names = Object.keys(encoders)
try {
  for (const width of WIDTHS) {
    const files = []
    for (const source of sources) {
      if (!existsSync(source)) throw new Error(`source: ${source} is not there`)
      const png = Buffer.from(tintype.transform(readFileSync(source), `w=${width}&fm=png`).body)
      const { width: w } = await sharp(png).metadata()
      if (w !== width) continue // it is no wider than a smaller width
      for (const name of names) files.push({ source, name, file: Buffer.from(await encoders[name](png)), bitmap: [], image: [] })
    }
    for (let turn = 0; turn < TURNS; turn++) {
      for (const f of turn % 2 ? files.toReversed() : files) {
        const ms = await browser.times(f.file, EACH)
        if (!ms) throw new Error(`${f.name}: Chromium does not show the file`)
        f.bitmap.push(...ms.bitmap)
        f.image.push(...ms.image)
      }
    }
    const of = (name) => files.filter((f) => f.name === name)
    const pictures = of('tintype').length
    console.log(`${width} wide, ${pictures} photographs at q ${QUALITY}, each decoded ${TURNS * EACH} times; ${of('tintype').filter((f) => progressive(f.file)).length} of ours are progressive`)
    for (const name of names.slice(1)) {
      const ratio = (measure) => mean(of(name).map((theirs, i) => measure(of('tintype')[i]) / measure(theirs))).toFixed(2)
      const ms = (n) => (of(n).reduce((sum, f) => sum + quick(f.bitmap), 0) / pictures).toFixed(2)
      console.log(`  ours beside ${name}: createImageBitmap ${ratio((f) => quick(f.bitmap))} (${ms('tintype')} and ${ms(name)} ms), decode() ${ratio((f) => quick(f.image))}, bytes ${ratio((f) => f.file.length)}`)
    }
  }
} finally {
  await browser.close()
}
