// metadata() and keep, beside sharp where it is installed (npm ci).

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { keepFields } from '../keep.mjs'
import { fields } from '../metadata.mjs'
import { Tiff, tags } from '../tiff.mjs'
import { load } from '../tintype.mjs'
import { repository } from './lambda.mjs'

const file = (name) => readFileSync(join(repository, 'testdata', name))
const root = join(repository, 'package.json')
const sharp = existsSync(join(repository, 'node_modules/sharp')) ? createRequire(root)('sharp') : null
const judge = { skip: sharp ? false : 'not checked: sharp is not installed' }

let tintype
before(async () => (tintype = await load()))

test('an image says what it is', async () => {
  const still = { frames: 1, delays: [], loop: 1 }
  assert.deepEqual(tintype.metadata(file('samples/landscape.jpg')), {
    format: 'jpg', width: 1600, height: 1067, orientation: 1, ...still, alpha: false, colorModel: 'rgb', colorSpace: 'sRGB', density: 72, bytes: 239059,
  })
  const turned = tintype.metadata(file('orient/orient-6.jpg'))
  const stored = tintype.transform(file('orient/orient-6.jpg'), 'orient=1&fm=png').info
  assert.deepEqual([turned.orientation, turned.width, turned.height], [6, stored.height, stored.width])
  assert.ok(turned.exif.length > 8)
  assert.equal(tintype.metadata(file('jpeg/icc-p3.jpg')).colorSpace, 'P3 D65 test profile')
  assert.equal(tintype.metadata(file('png/cicp-pq.png')).colorSpace, 'BT.2020 PQ')
  assert.equal(tintype.metadata(file('avif/p3.avif')).colorSpace, 'Display P3')
  assert.equal(tintype.metadata(file('jpeg/icc-cmyk.jpg')).colorModel, 'cmyk')
  assert.equal(tintype.metadata(file('png/gray8.png')).colorModel, 'gray')
  const { frames, delays, loop, alpha } = tintype.metadata(file('samples/planet.gif'))
  assert.deepEqual([frames, delays.length, delays[0], loop, alpha], [24, 24, 80, 0, true])
  assert.deepEqual(tintype.metadata(file('png/animated-loop-3.png')).loop, 3)
  assert.deepEqual(await tintype.metadataAsync(new Blob([file('samples/planet.gif')])), tintype.metadata(file('samples/planet.gif')))
  const { width, height } = tintype.metadata(file('broken/bomb-65500.jpg'))
  assert.deepEqual([width, height], [65500, 65500], 'which no transformation would take')
  assert.throws(() => tintype.metadata(Buffer.from('no image')), { code: 'source_unsupported' })
})

// What sharp is said to have wrong, or to take for something else.
const differ = {
  frames: /\.(avif|png|tiff)$/, // sharp counts AVIF's items, TIFF's pages, and no frames of PNG
  orientation: /\.avif$/, // sharp has turned it
  alpha: /\.gif$|ycc-422|alpha-flagged-only/, // sharp looks at one frame, and believes a flag
  loop: /animated-odd\.webp/, // has two: the first holds
}

test('sharp says the same of every file that both read', judge, async () => {
  let compared = 0
  for (const folder of ['avif', 'gif', 'jpeg', 'orient', 'other', 'png', 'samples', 'webp']) {
    for (const name of readdirSync(join(repository, 'testdata', folder))) {
      const bytes = file(join(folder, name))
      const theirs = await sharp(bytes).metadata().catch(() => null)
      if (!theirs) continue
      const ours = tintype.metadata(bytes)
      const want = {
        format: { jpeg: 'jpg', heif: 'avif' }[theirs.format] ?? theirs.format, width: theirs.autoOrient.width, height: theirs.pageHeight ?? theirs.autoOrient.height,
        orientation: theirs.orientation ?? 1, frames: theirs.pages ?? 1, alpha: theirs.hasAlpha,
        ...(ours.density !== undefined && { density: theirs.density }), ...(theirs.pages > 1 && ours.frames > 1 && { delays: theirs.delay, loop: theirs.loop }),
      }
      const got = { ...ours, density: Math.round(ours.density) }
      for (const [field, value] of Object.entries(want)) if (!differ[field]?.test(name)) assert.deepEqual(got[field], value, `${folder}/${name}: ${field}`)
      compared++
    }
  }
  assert.ok(compared > 100)
})

test('files cut off anywhere are read without a fault', () => {
  for (const name of ['samples/planet.gif', 'webp/animated-odd.webp', 'png/animated.png', 'orient/orient-6.jpg', 'other/cmyk-icc.tiff', 'avif/p3.avif', 'jpeg/icc-p3.jpg']) {
    const whole = file(name)
    for (let n = 0; n < Math.min(whole.length, 3000); n += 1 + (n >> 4)) {
      try {
        tintype.metadata(whole.subarray(0, n))
      } catch (error) {
        assert.match(error.code ?? error.stack, /^source_(unsupported|damaged)$/, `${name}, ${n} bytes`)
      }
    }
  }
})

test('files with any bytes changed are read without a fault', () => {
  let seed = 1
  const random = (n) => (seed = (seed * 48271) % 0x7fffffff) % n
  for (const name of ['samples/planet.gif', 'webp/animated-odd.webp', 'png/animated.png', 'orient/orient-6.jpg', 'other/cmyk-icc.tiff', 'avif/p3.avif', 'jpeg/icc-p3.jpg']) {
    const whole = file(name).subarray(0, 4000)
    const marked = tintype.transform(file('orient/orient-6.jpg'), 'w=9').body
    for (let i = 0; i < 500; i++) {
      const bytes = new Uint8Array(whole)
      for (let n = 1 + random(4); n > 0; n--) bytes[random(Math.min(bytes.length, i % 2 ? 4000 : 200))] = [0, 255, 1, random(256)][random(4)]
      const { exif, icc, delays = [] } = fields(bytes)
      assert.ok(delays.length <= bytes.length && (exif?.length ?? 0) <= bytes.length && (icc?.length ?? 0) <= bytes.length)
      keepFields(marked, { format: 'jpg', width: 9, height: 9, source: { format: 'jpg' } }, bytes, ['exif'])
      keepFields(marked, { format: 'jpg', width: 9, height: 9, source: { format: 'tiff' } }, bytes, ['copyright'])
    }
  }
})

// photograph is a JPEG with an Exif block of everything that has to change: orientation,
// sizes, a thumbnail behind all else; and what has to stay.
function photograph() {
  const texts = { [tags.artist]: 'Ada\0', [tags.copyright]: '© 2026 Ada Example\0' }
  const entries = [[tags.width, 4, 160], [tags.height, 4, 120], [tags.orientation, 3, 6], [tags.xResolution, 5, [300, 1]], [tags.resolutionUnit, 3, 2], ...Object.entries(texts).map(([t, v]) => [+t, 2, v]), [tags.exif, 4, 'detail']]
  const detail = [[0x9003, 2, '2026:11:30 00:00:00\0'], [tags.pixelWidth, 4, 160], [tags.pixelHeight, 3, 120]]
  const thumb = [[tags.thumbnail, 4, 'thumb'], [tags.thumbnailBytes, 4, 500]]
  const block = Buffer.alloc(2000)
  block.write('MM\0*', 'latin1')
  block.writeUInt32BE(8, 4)
  let heap = 400
  const write = (at, list, next) => {
    block.writeUInt16BE(list.length, at)
    for (const [i, [tag, type, value]] of list.entries()) {
      const slot = at + 2 + 12 * i
      const bytes = type === 2 ? Buffer.from(value) : null
      block.writeUInt16BE(tag, slot)
      block.writeUInt16BE(type, slot + 2)
      block.writeUInt32BE(bytes?.length ?? 1, slot + 4)
      if (type === 3) block.writeUInt16BE(value, slot + 8)
      else if (type === 4) block.writeUInt32BE({ detail: 200, thumb: 1500 }[value] ?? value, slot + 8)
      else if (bytes?.length <= 4) bytes.copy(block, slot + 8)
      else {
        block.writeUInt32BE(heap, slot + 8)
        if (bytes) bytes.copy(block, heap)
        else for (const [k, v] of value.entries()) block.writeUInt32BE(v, heap + 4 * k)
        heap += 64
      }
    }
    block.writeUInt32BE(next, at + 2 + 12 * list.length)
  }
  write(8, entries, 300)
  write(200, detail, 0)
  write(300, thumb, 0)
  block.fill(0x55, 1500)
  const plain = tintype.transform(file('samples/landscape.jpg'), 'w=160&h=120&fit=crop&fm=jpg').body
  const head = Buffer.from([0xff, 0xe1, 0, 0, ...Buffer.from('Exif\0\0')])
  head.writeUInt16BE(8 + block.length, 2)
  return Buffer.concat([plain.subarray(0, 2), head, block, plain.subarray(2)])
}

test('exif that is kept is true of the output', () => {
  const source = photograph()
  const cameras = tintype.metadata(source)
  assert.deepEqual([cameras.width, cameras.height, cameras.orientation, cameras.density], [120, 160, 6, 300])
  for (const query of ['w=60&fm=jpg', 'w=60&fm=png', 'w=60&fm=webp', 'w=60&fm=webp&lossless=1', 'w=60&fm=webp&mask=ellipse', 'w=60&fm=png&mask=ellipse', 'w=60&fm=jpg&jpg-progressive=1', 'w=60&fm=avif', 'w=60&fm=avif&mask=ellipse']) {
    assert.equal(tintype.metadata(tintype.transform(source, query).body).exif, undefined)
    const { body, info } = tintype.transform(source, query, { keep: 'exif', strict: true })
    const made = tintype.metadata(body)
    assert.deepEqual([made.width, made.height, made.orientation, made.density], [60, 80, 1, 300], query)
    const block = Tiff.open(made.exif)
    const { entries, next } = block.first()
    const detail = block.directory(block.number(entries.get(tags.exif))).entries
    const number = (list, tag) => block.number(list.get(tag))
    assert.deepEqual([number(entries, tags.width), number(entries, tags.height), number(detail, tags.pixelWidth), number(detail, tags.pixelHeight)], [60, 80, 60, 80])
    assert.equal(block.u32(next), 0, 'the thumbnail is gone')
    assert.ok(!Buffer.from(body).includes(Buffer.alloc(20, 0x55)))
    assert.ok(Buffer.from(body).includes('2026:11:30'))
    assert.equal(info.width, 60)
  }
  assert.ok(source.includes(Buffer.alloc(20, 0x55)), 'the source stays as it was')
})

test('of the copyright alone nothing else stays', () => {
  const { body } = tintype.transform(photograph(), 'w=60&fm=webp', { keep: ['copyright'] })
  const block = Tiff.open(tintype.metadata(body).exif)
  assert.deepEqual([...block.first().entries.keys()], [tags.artist, tags.copyright])
  assert.ok(Buffer.from(body).includes('© 2026 Ada Example') && Buffer.from(body).includes('Ada\0'))
  assert.ok(!Buffer.from(body).includes('2026:11:30'))
})

test('icc keeps colors and profile; what cannot be kept is told', () => {
  const p3 = file('jpeg/icc-p3.jpg')
  assert.equal(tintype.metadata(tintype.transform(p3, 'w=20').body).colorSpace, 'sRGB')
  assert.equal(tintype.metadata(tintype.transform(p3, 'w=20', { keep: 'icc' }).body).colorSpace, 'P3 D65 test profile')
  assert.equal(tintype.metadata(tintype.transform(p3, 'w=20&cs=srgb', { keep: 'icc' }).body).colorSpace, 'sRGB')
  const source = photograph()
  assert.deepEqual(tintype.transform(source, 'fm=gif', { keep: ['exif', 'icc'] }).info.ignored, ['keep=exif'])
  assert.throws(() => tintype.transform(source, 'fm=gif', { keep: 'exif', strict: true }), { code: 'parameter', message: /^keep: got exif/ })
  const { body } = tintype.transform(source, 'w=60&fm=avif', { keep: 'exif' })
  const again = tintype.transform(body, 'w=30&fm=jpg', { keep: 'copyright', strict: true }).body
  assert.ok(Buffer.from(again).includes('© 2026 Ada Example'), 'and out of AVIF again')
  assert.deepEqual(tintype.transform(file('samples/landscape.jpg'), 'w=9', { keep: 'exif', strict: true }).info.ignored, [], 'there is none')
})

test('sharp decodes what has been given metadata, to the same pixels', judge, async () => {
  const source = photograph()
  for (const query of ['w=60&fm=jpg', 'w=60&fm=png', 'w=60&fm=webp', 'w=60&fm=webp&lossless=1', 'w=60&fm=webp&mask=ellipse', 'w=60&fm=webp&mask=ellipse&lossless=1', 'w=60&fm=avif', 'w=60&fm=avif&mask=ellipse']) {
    const plain = await sharp(tintype.transform(source, query).body).raw().toBuffer()
    for (const keep of ['exif', 'copyright']) {
      const { body } = tintype.transform(source, query, { keep })
      const image = sharp(body, { failOn: 'warning' })
      const { exif, orientation, width } = await image.metadata()
      assert.deepEqual([width, orientation ?? 1], [60, 1], query)
      assert.ok(exif.includes('© 2026 Ada Example'))
      assert.equal(Buffer.compare(await image.raw().toBuffer(), plain), 0, query)
    }
  }
})
