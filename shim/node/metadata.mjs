// What a file says beside its pixels: its frames, its density, its profile's name,
// its Exif block. Size, format, alpha and orientation are the engine's word.

import { boxes, exifOf } from './avif.mjs'
import { concat } from './bytes.mjs'
import { fileFormats } from './table.mjs'
import { Tiff } from './tiff.mjs'

const ascii = (bytes, from, to) => String.fromCharCode(...bytes.subarray(from, to))
const INCH_M = 0.0254

// metadataOf joins the engine's facts, JSON, with what the file says.
export function metadataOf(facts, bytes) {
  const f = JSON.parse(new TextDecoder().decode(facts))
  const found = fields(bytes)
  const metadata = {
    format: formats[f['Content-Type']],
    width: f.PixelWidth,
    height: f.PixelHeight,
    orientation: f.Orientation,
    frames: Math.max(1, found.delays?.length ?? 1),
    delays: found.delays?.length > 1 ? found.delays : [],
    loop: found.delays?.length > 1 ? found.loop : 1,
    alpha: f.HasAlpha,
    colorModel: f.ColorModel.toLowerCase(),
    colorSpace: (found.icc && profileName(found.icc)) ?? found.space ?? (f.Profile === 'sRGB' ? 'sRGB' : 'unknown'),
    density: found.density && Math.round(100 * found.density) / 100,
    bytes: bytes.length,
  }
  if (found.exif) metadata.exif = found.exif.slice()
  if (found.icc) metadata.icc = found.icc.slice()
  return metadata
}

const formats = Object.fromEntries(fileFormats.map(([name, type]) => [type, name]))

// fields returns {delays, loop, density, exif, icc, space}, each where the file has it;
// exif begins with a TIFF header. A file that breaks off has what came before.
export function fields(bytes) {
  const found = {}
  try {
    readerOf(bytes)?.(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), found)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error // beyond the end
  }
  if (found.exif) {
    const tiff = Tiff.open(found.exif)
    if (!tiff) delete found.exif
    else found.density ??= tiff.density()
  }
  return found
}

function readerOf(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpeg
  if (ascii(bytes, 1, 4) === 'PNG') return png
  if (ascii(bytes, 0, 3) === 'GIF') return gif
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return webp
  if (ascii(bytes, 0, 2) === 'BM') return bmp
  if (Tiff.open(bytes)) return tiff
  if (ascii(bytes, 4, 8) === 'ftyp') return avif
  return null
}

// jpeg reads the segments before the first scan: ITU-T T.81, annex B; JFIF 1.02; for
// APP1 CIPA DC-008, section 4.7.2; for APP2 ICC.1:2022, annex B.4.
function jpeg(bytes, view, found) {
  const profile = []
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) {
      at++
      continue
    }
    const marker = bytes[at + 1]
    if (marker === 0xff || marker === 0 || (marker >= 0xd0 && marker <= 0xd8) || marker === 1) {
      at += marker === 0xff ? 1 : 2
      continue
    }
    if (marker === 0xda || marker === 0xd9) break
    const end = at + 2 + Math.max(2, view.getUint16(at + 2))
    const body = bytes.subarray(at + 4, end)
    if (marker === 0xe0 && ascii(body, 0, 5) === 'JFIF\0') {
      const scale = [0, 1, 2.54][body[7]]
      const n = (body[8] << 8) | body[9]
      if (scale && n) found.density = scale * n
    } else if (marker === 0xe1 && ascii(body, 0, 6) === 'Exif\0\0') {
      found.exif ??= body.subarray(6)
    } else if (marker === 0xe2 && ascii(body, 0, 12) === 'ICC_PROFILE\0') {
      profile[body[12] - 1] ??= body.subarray(14)
    }
    at = end
  }
  if (profile.length && Array.from(profile).every(Boolean)) found.icc = concat(profile)
  const density = found.exif && Tiff.open(found.exif)?.density()
  if (density) found.density = density // as others take it: cameras write a JFIF header without thought
}

// png reads the chunks: W3C PNG, third edition, sections 5.3 and 11.3.
function png(bytes, view, found) {
  let shown = null
  for (let at = 8; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at)
    const name = ascii(bytes, at + 4, at + 8)
    const body = at + 8
    switch (name) {
      case 'pHYs':
        if (bytes[body + 8] === 1) found.density = view.getUint32(body) * INCH_M
        break
      case 'eXIf':
        found.exif = bytes.subarray(body, body + size)
        break
      case 'iCCP': // compressed, but for its name
        found.space ??= ascii(bytes, body, bytes.indexOf(0, body)) || undefined
        break
      case 'cICP':
        found.space = spaceName(bytes[body], bytes[body + 1]) ?? found.space // goes before a profile
        break
      case 'acTL':
        found.delays = shown = []
        found.loop = view.getUint32(body + 4)
        break
      case 'fcTL': {
        const per = view.getUint16(body + 22) || 100
        shown?.push(Math.round((1000 * view.getUint16(body + 20)) / per))
        break
      }
      case 'IEND':
        return
    }
    at = body + size + 4
  }
}

// gif reads the blocks: GIF89a, sections 18 to 26, and Netscape's extension.
function gif(bytes, view, found) {
  const table = (flags) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)
  found.delays = []
  found.loop = 1
  let delay = 0
  let at = 13 + table(bytes[10])
  const skip = () => {
    while (at < bytes.length && bytes[at]) at += 1 + bytes[at]
    at++
  }
  while (at < bytes.length) {
    const kind = bytes[at++]
    if (kind === 0x21) {
      const label = bytes[at++]
      if (label === 0xf9) delay = 10 * view.getUint16(at + 2, true)
      if (label === 0xff && /^(NETSCAPE2\.0|ANIMEXTS1\.0)$/.test(ascii(bytes, at + 1, at + 12)) && bytes[at + 13] === 1) {
        const again = view.getUint16(at + 14, true)
        found.loop = again && again + 1
      }
      skip()
    } else if (kind === 0x2c) {
      const flags = bytes[at + 8]
      if (flags === undefined) return
      at += 9 + table(flags) + 1
      found.delays.push(delay)
      delay = 0
      skip()
    } else if (kind === 0x3b) {
      return
    }
  }
}

// webp reads the chunks: RFC 9649, section 2.7.
function webp(bytes, view, found) {
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = ascii(bytes, at, at + 4)
    const size = view.getUint32(at + 4, true)
    const body = bytes.subarray(at + 8, at + 8 + size)
    if (name === 'ICCP') found.icc ??= body
    if (name === 'EXIF') found.exif ??= ascii(body, 0, 6) === 'Exif\0\0' ? body.subarray(6) : body
    if (name === 'ANIM' && !found.delays) [found.delays, found.loop] = [[], view.getUint16(at + 12, true)]
    if (name === 'ANMF' && size > 16) found.delays?.push(body[12] | (body[13] << 8) | (body[14] << 16))
    at += 8 + size + (size & 1)
  }
}

// bmp: the resolution of a BITMAPINFOHEADER.
function bmp(bytes, view, found) {
  if (view.getUint32(14, true) >= 40 && view.getInt32(38, true) > 0) found.density = view.getInt32(38, true) * INCH_M
}

function tiff(bytes, view, found) {
  const file = Tiff.open(bytes)
  found.density = file.density()
  const icc = file.first().entries.get(0x8773)
  if (icc) found.icc = bytes.subarray(icc.at, icc.at + icc.size)
}

// avif reads the color properties (ISO/IEC 14496-12, section 12.1.5) and the Exif item.
function avif(bytes, view, found) {
  let list = boxes(bytes, view, 0, bytes.length)
  for (const [name, head] of [['meta', 4], ['iprp', 0], ['ipco', 0]]) {
    const inside = list.find((box) => box.name === name)
    list = inside ? boxes(bytes, view, inside.body + head, inside.end) : []
  }
  for (const { name, body, end } of list) {
    if (name !== 'colr') continue
    const kind = ascii(bytes, body, body + 4)
    if (kind === 'nclx') found.space ??= spaceName(view.getUint16(body + 4), view.getUint16(body + 6))
    else if (kind === 'prof' || kind === 'rICC') found.icc ??= bytes.subarray(body + 4, end)
  }
  found.exif = exifOf(bytes, view)
}

// spaceName names code points of ITU-T H.273, tables 2 and 3.
function spaceName(primaries, transfer) {
  const curve = { 16: ' PQ', 18: ' HLG' }[transfer] ?? ''
  const name = { 1: 'sRGB', 9: 'BT.2020', 11: 'DCI-P3', 12: 'Display P3' }[primaries]
  return name && (name === 'sRGB' && curve ? `BT.709${curve}` : name + curve)
}

// profileName returns what an ICC profile calls itself: ICC.1:2022, sections 7.3,
// 9.2.41 and 10.15; textDescriptionType is of ICC.1:2001, section 6.5.17.
function profileName(icc) {
  try {
    const view = new DataView(icc.buffer, icc.byteOffset, icc.length)
    for (let i = 0; i < Math.min(view.getUint32(128), 100); i++) {
      const entry = 132 + 12 * i
      if (ascii(icc, entry, entry + 4) !== 'desc') continue
      const at = view.getUint32(entry + 4)
      if (ascii(icc, at, at + 4) === 'desc') return ascii(icc, at + 12, Math.min(at + 12 + view.getUint32(at + 8), at + 268)).replace(/\0.*/s, '') || undefined
      const text = at + view.getUint32(at + 24)
      return new TextDecoder('utf-16be').decode(icc.subarray(text, text + Math.min(512, view.getUint32(at + 20)))).replace(/\0.*/s, '') || undefined
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
}
