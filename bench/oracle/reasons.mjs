// Why an image may look other than sharp's, for oracle-files.mjs. A reason is about
// files by name or by what is in them, and names who judges in sharp's place:
//
//	chromium  what Chromium's canvas has of the file
//	whole     sharp that first decodes all there is, damaged or not, to sRGB
//	own       sharp, at the image's own size
//	shown     Chromium, at the image's own size
//	no one    nobody can
//
// A cell has the first reason that its judge confirms. Where a reason stands instead of
// sharp, its judge is asked first: an answer like sharp's would be as wrong, but for
// reasons that name sharp also then.

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

const enlarged = 'enlarged, which sharp does bicubically and tintype by Lanczos3: between single pixels they differ'

export const reasons = [
  { judge: 'chromium', instead: true, why: 'sharp reads no color chunk of PNG but iCCP, and no cicp tag of a profile',
    when: ({ facts }) => facts.cicpTag || ['cICP', 'gAMA', 'cHRM', 'iCCP'].some((c) => facts.chunks.has(c)) },
  { judge: 'chromium', instead: true, why: 'CMYK without a profile: sharp takes one of its own, browsers multiply each ink with black',
    when: ({ facts }) => facts.components === 4 && !facts.icc },
  { judge: 'chromium', instead: true, why: 'sharp ignores the code points of AVIF, its premultiplied alpha and some of its transformations', when: extension(/\.avif$/) },
  { judge: 'chromium', why: 'sharp does not read BMP', when: extension(/\.bmp$/) },
  { judge: 'chromium', why: 'sharp refuses it, browsers show it', when: ({ fault }) => fault.startsWith('sharp does not show it') },
  { judge: 'chromium', why: 'sharp goes by a part of the file that browsers ignore, or ignores one that they go by',
    when: named(/broken\/exif-orientation-long/, /broken\/trns-high/, /\.gif$/) },
  { judge: 'whole', why: 'sharp shrinks JPEG and WebP while it loads them, and leaves 16 bits with a profile in P3',
    when: extension(/\.(jpe?g|webp|tiff?|png)$/) },
  { judge: 'own', why: enlarged, when: ({ fault }) => fault.includes(' dB ') },
  { judge: 'shown', why: enlarged, when: extension(/\.(gif|png|avif)$/) },
  { judge: 'own', also: true, why: 'Chromium applies gain maps, and refuses some of what libavif shows', when: extension(/\.avif$/) },

  { judge: 'no one', why: 'beyond the limits of what is decoded: the original is served', when: code('source_too_large') },
  { judge: 'no one', why: 'arithmetic coding is not read: the original is served', when: named(/arithmetic-/) },
  { judge: 'no one', why: 'not one row of pixels is there: the original is served', when: named(/broken\/bomb-gray/) },
  { judge: 'no one', why: 'data are missing or damaged, and everyone shows something else in their place',
    when: named(/broken\/(bad-filter|half|half-interlaced|progressive-first-scan|scans-repeated|animated-outside)\./, /corpus\/truncated\.png/) },
  { judge: 'no one', why: 'coefficients far beyond 8 bits: everyone clips at another place', when: named(/broken\/quant-max/) },
  { judge: 'no one', why: 'libjpeg smooths blocks of which it has the mean alone', when: named(/progressive-dc-only/) },
  { judge: 'no one', why: 'noise whose chroma is at half size: tintype keeps it, sharp enlarges and shrinks it again', when: named(/jpeg\/noise\.jpg/) },
  { judge: 'no one', why: 'CMYK TIFF without a profile: as in JPEG files, and browsers, which could judge those, show no TIFF',
    when: named(/other\/cmyk\.tiff/) },
  { judge: 'no one', why: 'TIFF that neither sharp nor browsers read, or of 32 bits of which sharp keeps the low ones; the tests of transform/internal/codec/tiff judge it',
    when: named(/other\/(big-tiles|float64|lab|lab-icc|rgb4|rgb12|rgb32)\.tiff/) },
  { judge: 'no one', why: 'Chromium and sharp do not know matrix coefficients 12 and show PQ as if it were sRGB', when: named(/cosmos1650_yuv444_10bpc_p3pq/) },
  { judge: 'no one', why: 'AVIF on which Chromium and sharp do not agree with each other: a crop, YCgCo, alpha in a grid, chroma of PQ at half size, damage',
    when: named(/avif\/(libavif_clop_irot_imor|libavif_extended_pixi|libavif_poc_b_506387278|linku_kimono\.mirror|grid-alpha|pq|ycgco)/) },
  { judge: 'no one', why: 'the width asked for would make it higher than there may be', when: named(/jpeg\/size-1x200/, /bugs\/slow\.gif/) },
]

export const reasonsFor = (cell) => reasons.filter((r) => r.when(cell))

// instead returns the reason for which sharp is not asked, if there is one.
export const instead = (cell) => reasons.find((r) => r.instead && r.when(cell))
