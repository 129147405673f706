// Why an image may look other than sharp's, for oracle-files.mjs. A reason is about
// files by name or by what is in them, and names who judges in sharp's place:
//
//	chromium  what Chromium's canvas has of the file
//	whole     sharp that first decodes all there is, damaged or not, to sRGB
//	own       sharp, at the image's own size
//	no one    nobody can
//
// Those that a judge confirms come first: a cell has the first reason that holds.

// about reads what matters here of a file: PNG's chunks up to the pixels and its depth,
// JPEG's components and marker of a profile.
export function about(bytes) {
  const facts = { chunks: new Set(), depth: 8, components: 0, icc: bytes.includes('ICC_PROFILE') || bytes.includes('acsp'), cicpTag: false }
  const at = (i) => bytes.toString('latin1', i, i + 4)
  if (at(1).startsWith('PNG')) {
    facts.depth = bytes[24]
    for (let i = 8; i + 8 <= bytes.length && at(i + 4) !== 'IDAT'; i += 12 + bytes.readUInt32BE(i)) facts.chunks.add(at(i + 4))
    facts.icc = facts.chunks.has('iCCP')
  }
  if (bytes[0] === 0xff && bytes[1] === 0xd8) {
    for (let i = 2; i + 10 < bytes.length && bytes[i + 1] !== 0xda; i += 2 + bytes.readUInt16BE(i + 2)) {
      if ([0xc0, 0xc1, 0xc2].includes(bytes[i + 1])) facts.components = bytes[i + 9]
    }
    facts.cicpTag = bytes.includes('cicp')
  }
  return facts
}

const named = (...list) => ({ name }) => list.some((pattern) => pattern.test(name))
const code = (...list) => (cell) => list.includes(cell.code)
const extension = (pattern) => ({ name }) => pattern.test(name)

export const reasons = [
  { judge: 'chromium', why: 'sharp reads no color chunk of PNG but iCCP, and no cicp tag of a profile',
    when: ({ facts }) => facts.cicpTag || ['cICP', 'gAMA', 'cHRM'].some((c) => facts.chunks.has(c)) || facts.chunks.has('iCCP') },
  { judge: 'chromium', why: 'CMYK without a profile: sharp takes one of its own, browsers multiply each ink with black',
    when: ({ facts }) => facts.components === 4 && !facts.icc },
  { judge: 'chromium', why: 'sharp does not read BMP', when: extension(/\.bmp$/) },
  { judge: 'chromium', why: 'sharp refuses it, browsers show it', when: ({ fault }) => fault.startsWith('sharp does not show it') },
  { judge: 'chromium', why: 'sharp goes by a part of the file that browsers ignore',
    when: named(/broken\/exif-orientation-long/, /broken\/trns-high/, /gif\/first-frame-small/, /broken\/(frame-0|many-frames)\.gif/, /g-first-offset-out\.gif/) },
  { judge: 'whole', why: 'sharp shrinks JPEG and WebP while it loads them, and leaves 16 bits with a profile in P3',
    when: extension(/\.(jpe?g|webp|tiff?|png)$/) },
  { judge: 'own', why: 'enlarged, which sharp does bicubically and tintype by Lanczos3: at edges of one pixel they differ',
    when: ({ fault }) => fault.includes(' dB ') },
]

export const reasonsFor = (cell) => reasons.filter((r) => r.when(cell))
