// Fields of the source that a caller wants in the output: the engine writes none.

import { withExif } from './avif.mjs'
import { concat } from './bytes.mjs'
import { fields } from './metadata.mjs'
import { Tiff, tags } from './tiff.mjs'

// keepFields returns {file, left}: the output with the source's Exif block, or with
// its copyright alone, and the names of what could not be kept.
export function keepFields(body, info, source, names) {
  const block = blockOf(source, info, names)
  const write = { jpg: intoJPEG, png: intoPNG, webp: intoWebP, avif: withExif }[info.format]
  if (block === undefined) return { file: body, left: [] } // the source has nothing of the kind
  if (!block || !write) return { file: body, left: names }
  const file = write(body, block)
  return file ? { file, left: [] } : { file: body, left: names }
}

// blockOf returns the Exif block to write: undefined where the source has nothing to
// keep, null where it is of a kind that is not read here.
function blockOf(source, info, names) {
  const isTiff = info.source.format === 'tiff'
  if (isTiff && names.includes('exif')) return null
  const exif = isTiff ? Tiff.open(source)?.bytes : fields(source).exif
  if (!exif) return undefined
  return names.includes('exif') ? upright(exif, info) : copyright(exif)
}

// upright returns an Exif block that is true of the output: the pixels are upright, of
// another size, and the thumbnail, which may show what was cut off, is gone.
function upright(exif, { width, height }) {
  let block = Tiff.open(exif.slice())
  const { entries, next } = block.first()
  block.setNumber(entries.get(tags.orientation), 1)
  block.setNumber(entries.get(tags.width), width)
  block.setNumber(entries.get(tags.height), height)
  const detail = block.directory(block.number(entries.get(tags.exif)) ?? 0).entries
  block.setNumber(detail.get(tags.pixelWidth), width)
  block.setNumber(detail.get(tags.pixelHeight), height)
  const second = next && block.u32(next)
  if (second) {
    const { entries: thumb } = block.directory(second)
    const at = block.number(thumb.get(tags.thumbnail)) ?? 0
    const size = block.number(thumb.get(tags.thumbnailBytes)) ?? 0
    block.view.setUint32(next, 0, block.little)
    block.bytes.fill(0, at, at + size)
    if (at > 8 && at + size >= block.bytes.length) return block.bytes.subarray(0, at)
  }
  return block.bytes
}

// copyright returns an Exif block with the artist and the copyright, undefined where
// there is neither.
function copyright(exif) {
  const from = Tiff.open(exif)
  const { entries } = from.first()
  const texts = [tags.artist, tags.copyright].flatMap((tag) => {
    const e = entries.get(tag)
    return e?.type === 2 ? [[tag, exif.slice(e.at, e.at + e.size)]] : []
  })
  if (!texts.length) return undefined
  const head = 8 + 2 + 12 * texts.length + 4
  const block = new Uint8Array(head + texts.reduce((n, [, text]) => n + text.length + (text.length & 1), 0))
  const view = new DataView(block.buffer)
  block.set([0x49, 0x49, 42, 0, 8, 0, 0, 0, texts.length, 0])
  let at = head
  for (const [i, [tag, text]] of texts.entries()) {
    const slot = 10 + 12 * i
    view.setUint16(slot, tag, true)
    view.setUint16(slot + 2, 2, true)
    view.setUint32(slot + 4, text.length, true)
    if (text.length <= 4) {
      block.set(text, slot + 8)
      continue
    }
    view.setUint32(slot + 8, at, true)
    block.set(text, at)
    at += text.length + (text.length & 1)
  }
  return block.subarray(0, at)
}

const latin = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0))

// intoJPEG puts the block into an APP1 segment behind the JFIF header, null where it
// is too long for one.
function intoJPEG(file, block) {
  const size = 2 + 6 + block.length
  if (size > 0xffff) return null
  const at = file[3] === 0xe0 ? 4 + ((file[4] << 8) | file[5]) : 2
  return concat([file.subarray(0, at), Uint8Array.of(0xff, 0xe1, size >> 8, size & 255), latin('Exif\0\0'), block, file.subarray(at)])
}

// intoPNG puts it into an eXIf chunk behind IHDR.
function intoPNG(file, block) {
  const at = 8 + 12 + 13
  const chunk = new Uint8Array(12 + block.length)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, block.length)
  chunk.set(latin('eXIf'), 4)
  chunk.set(block, 8)
  view.setUint32(8 + block.length, crc32(chunk.subarray(4, 8 + block.length)))
  return concat([file.subarray(0, at), chunk, file.subarray(at)])
}

// crc32 is that of PNG, annex D.
function crc32(bytes) {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

const EXIF_FLAG = 8
const ALPHA_FLAG = 16

// intoWebP puts it into an EXIF chunk at the end; a simple file becomes an extended
// one (RFC 9649, section 2.7).
function intoWebP(file, block) {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const name = String.fromCharCode(...file.subarray(12, 16))
  const chunk = new Uint8Array(8 + block.length + (block.length & 1))
  chunk.set(latin('EXIF'))
  new DataView(chunk.buffer).setUint32(4, block.length, true)
  chunk.set(block, 8)
  let head = file.slice(12, 30)
  let rest = file.subarray(30)
  if (name !== 'VP8X') {
    head = new Uint8Array(18)
    head.set(latin('VP8X'))
    head[4] = 10
    let w, h
    if (name === 'VP8 ') [w, h] = [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff]
    else {
      const bits = view.getUint32(21, true)
      ;[w, h] = [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1]
      if ((bits >>> 28) & 1) head[8] |= ALPHA_FLAG
    }
    head.set([(w - 1) & 255, (w - 1) >> 8, 0, (h - 1) & 255, (h - 1) >> 8, 0], 12)
    rest = file.subarray(12)
  }
  head[8] |= EXIF_FLAG
  const out = concat([file.subarray(0, 12), head, rest, chunk])
  new DataView(out.buffer).setUint32(4, out.length - 8, true)
  return out
}
