// The directories of a TIFF header, which is what an Exif block is: TIFF 6.0,
// section 2; CIPA DC-008, section 4.6.

const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8] // bytes of a value, by type
const MAX_ENTRIES = 1024

export const tags = {
  width: 0x100, height: 0x101, orientation: 0x112, xResolution: 0x11a, resolutionUnit: 0x128, artist: 0x13b,
  thumbnail: 0x201, thumbnailBytes: 0x202, copyright: 0x8298, exif: 0x8769, gps: 0x8825, pixelWidth: 0xa002, pixelHeight: 0xa003,
}

// Tiff reads a block that starts with a TIFF header, and changes numbers in place.
export class Tiff {
  constructor(bytes) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.little = bytes[0] === 0x49
  }

  // open returns null where there is no TIFF header.
  static open(bytes) {
    if (bytes.length < 8) return null
    const [a, b, c, d] = bytes
    const little = a === 0x49 && b === 0x49 && c === 42 && d === 0
    const big = a === 0x4d && b === 0x4d && c === 0 && d === 42
    return little || big ? new Tiff(bytes) : null
  }

  u16(at) {
    return this.view.getUint16(at, this.little)
  }

  u32(at) {
    return this.view.getUint32(at, this.little)
  }

  // first is the directory that the header points to.
  first() {
    return this.directory(this.u32(4))
  }

  // directory returns the entries that are whole, by tag: {type, count, at, slot}, at
  // being where the value stands and slot the entry; and where the address of the
  // next directory stands.
  directory(at) {
    const entries = new Map()
    if (at < 8 || at + 2 > this.bytes.length) return { entries, next: 0 }
    const n = this.u16(at)
    for (let i = 0; i < Math.min(n, MAX_ENTRIES); i++) {
      const slot = at + 2 + 12 * i
      if (slot + 12 > this.bytes.length) break
      const type = this.u16(slot + 2)
      const count = this.u32(slot + 4)
      const size = (sizes[type] ?? 0) * count
      const where = size <= 4 ? slot + 8 : this.u32(slot + 8)
      if (size > 0 && where + size <= this.bytes.length) entries.set(this.u16(slot), { type, count, size, at: where, slot })
    }
    const next = at + 2 + 12 * n
    return { entries, next: next + 4 <= this.bytes.length ? next : 0 }
  }

  // number returns an entry's first value as a number, undefined where it is none.
  number(entry) {
    switch (entry?.type) {
      case 3:
        return this.u16(entry.at)
      case 4:
        return this.u32(entry.at)
      case 5: {
        const denominator = this.u32(entry.at + 4)
        return denominator ? this.u32(entry.at) / denominator : undefined
      }
    }
  }

  // setNumber writes over an entry of type SHORT or LONG.
  setNumber(entry, n) {
    if (entry?.type === 3) this.view.setUint16(entry.at, n, this.little)
    else if (entry?.type === 4) this.view.setUint32(entry.at, n, this.little)
  }

  // density returns pixels an inch, undefined where it is not told.
  density() {
    const { entries } = this.first()
    const n = this.number(entries.get(tags.xResolution))
    if (!(n > 0)) return undefined
    const unit = this.number(entries.get(tags.resolutionUnit)) ?? 2
    return unit === 2 ? n : unit === 3 ? 2.54 * n : undefined
  }

  // orientation returns 1 to 8, undefined where it is not told.
  orientation() {
    const n = this.number(this.first().entries.get(tags.orientation))
    return n >= 1 && n <= 8 ? n : undefined
  }
}
