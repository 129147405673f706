// Boxes of AVIF files (ISO/IEC 14496-12, section 4.2): the Exif item is read from any,
// and put into those that the engine writes.

import { concat } from './bytes.mjs'

const ascii = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to))
const MAX_BOXES = 4096

// boxes lists the boxes from at to end: {name, at, body, end}.
export function boxes(bytes, view, at, end) {
  const list = []
  while (at + 8 <= end && list.length < MAX_BOXES) {
    let size = view.getUint32(at)
    let head = 8
    if (size === 1 && at + 16 <= end) [size, head] = [Number(view.getBigUint64(at + 8)), 16]
    if (size === 0) size = end - at
    if (size < head) break
    list.push({ name: ascii(bytes, at + 4, at + 8), at, body: at + head, end: Math.min(end, at + size) })
    at += size
  }
  return list
}

// exifOf returns the Exif block of a file, undefined where it has none: section 8.11,
// and ISO/IEC 23008-12, annex A.2.1.
export function exifOf(bytes, view) {
  const meta = boxes(bytes, view, 0, bytes.length).find(({ name }) => name === 'meta')
  if (!meta) return undefined
  const inside = boxes(bytes, view, meta.body + 4, meta.end)
  const box = (name) => inside.find((b) => b.name === name)
  const info = box('iinf')
  const id = info && exifItem(bytes, view, info)
  const place = id !== undefined && box('iloc') && placeOf(view, box('iloc'), id)
  if (!place) return undefined
  const from = place.method === 1 ? box('idat')?.body + place.offset : place.offset
  const data = bytes.subarray(from, from + place.length)
  if (place.method > 1 || data.length < 4) return undefined
  // Four bytes tell how far the TIFF header is.
  return data.subarray(4 + new DataView(data.buffer, data.byteOffset).getUint32(0))
}

// exifItem returns the number of the item of type Exif.
function exifItem(bytes, view, info) {
  const list = boxes(bytes, view, info.body + (bytes[info.body] ? 8 : 6), info.end)
  for (const { name, body } of list) {
    const wide = bytes[body] === 3 ? 2 : 0
    if (name === 'infe' && bytes[body] >= 2 && ascii(bytes, body + 8 + wide, body + 12 + wide) === 'Exif') return wide ? view.getUint32(body + 4) : view.getUint16(body + 4)
  }
  return undefined
}

// placeOf returns where an item of one extent is: {method, offset, length}.
function placeOf(view, { body, end }, id) {
  const version = view.getUint8(body)
  const sizes = view.getUint16(body + 4)
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexBytes = version ? sizes & 15 : 0
  const wide = version === 2 ? 4 : 2
  let at = body + 6
  const read = (n) => {
    const v = n === 8 ? Number(view.getBigUint64(at)) : n === 4 ? view.getUint32(at) : n === 2 ? view.getUint16(at) : 0
    at += n
    return v
  }
  for (let n = read(wide); n > 0 && at < end; n--) {
    const item = read(wide)
    const method = version ? read(2) & 15 : 0
    read(2)
    const base = read(baseBytes)
    const extents = read(2)
    if (item === id && extents === 1) {
      read(indexBytes)
      return { method, offset: base + read(offsetBytes), length: read(lengthBytes) }
    }
    at += extents * (indexBytes + offsetBytes + lengthBytes)
  }
  return null
}

// withExif returns an AVIF file of the engine with a block as its Exif item, null where
// it is built in another way: an item more in iinf and iloc, a reference to the image
// in iref, and the data at the end.
export function withExif(file, block) {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const top = boxes(file, view, 0, file.length)
  const meta = top.find(({ name }) => name === 'meta')
  const inside = meta ? boxes(file, view, meta.body + 4, meta.end) : []
  const of = (name) => inside.find((b) => b.name === name)
  const [places, info, primary, references] = ['iloc', 'iinf', 'pitm', 'iref'].map(of)
  if (!places || !info || !primary || file[places.body] !== 0 || view.getUint16(places.body + 4) !== 0x4400 || file[info.body] !== 0) return null
  const image = view.getUint16(primary.body + 4)
  const items = view.getUint16(info.body + 4)
  const id = items + 1
  const entry = box('infe', [2, 0, 0, 0, ...u16(id), 0, 0, ...text('Exif'), 0])
  const reference = box('cdsc', [...u16(id), ...u16(1), ...u16(image)])
  const grown = entry.length + 14 + reference.length + (references ? 0 : 12)
  const location = [...u16(id), 0, 0, ...u16(1), ...u32(file.length + grown + 8), ...u32(4 + block.length)]
  const parts = []
  for (const part of inside) {
    const copy = file.slice(part.at, part.end)
    const write = new DataView(copy.buffer)
    let more = []
    if (part === places) {
      const n = write.getUint16(14)
      for (let i = 0; i < n; i++) {
        const slot = 16 + 14 * i
        if (write.getUint16(slot + 4) !== 1) return null
        write.setUint32(slot + 6, write.getUint32(slot + 6) + grown)
      }
      write.setUint16(14, n + 1)
      more = location
    }
    if (part === info) {
      write.setUint16(12, items + 1)
      more = entry
    }
    if (part === references) more = reference
    write.setUint32(0, copy.length + more.length)
    parts.push(copy, Uint8Array.from(more))
    if (part === info && !references) parts.push(box('iref', [0, 0, 0, 0, ...reference]))
  }
  const head = file.slice(0, meta.body + 4)
  new DataView(head.buffer).setUint32(meta.at, meta.end - meta.at + grown)
  const data = Uint8Array.from([...u32(12 + block.length), ...text('mdat'), 0, 0, 0, 0])
  return concat([head, ...parts, file.subarray(meta.end), data, block])
}

const u16 = (n) => [n >> 8, n & 255]
const u32 = (n) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]
const text = (s) => Array.from(s, (c) => c.charCodeAt(0))
const box = (name, body) => Uint8Array.from([...u32(8 + body.length), ...text(name), ...body])
