// MD5 (RFC 1321) of a text as UTF-8, in lower-case hexadecimal digits. The
// browser's own crypto has none, and image URLs are signed with it.

const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]

// RFC 1321, section 3.4: 2^32 times the absolute sine of 1 to 64.
const sines = Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32))

export function md5(text) {
  const bytes = new TextEncoder().encode(text)
  const blocks = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6)
  blocks.set(bytes)
  blocks[bytes.length] = 0x80
  const view = new DataView(blocks.buffer)
  view.setBigUint64(blocks.length - 8, BigInt(bytes.length) * 8n, true)
  const sum = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476])
  for (let at = 0; at < blocks.length; at += 64) digest(sum, view, at)
  return [...new Uint8Array(sum.buffer)].map((b) => b.toString(16).padStart(2, '0')).join('')
}

// digest is section 3.4's four rounds of sixteen operations over one block.
function digest(sum, view, at) {
  let [a, b, c, d] = sum
  for (let i = 0; i < 64; i++) {
    const round = i >> 4
    const mix = [(b & c) | (~b & d), (b & d) | (c & ~d), b ^ c ^ d, c ^ (b | ~d)][round]
    const word = [i, 5 * i + 1, 3 * i + 5, 7 * i][round] & 15
    const x = (a + mix + sines[i] + view.getInt32(at + 4 * word, true)) | 0
    const shift = shifts[4 * round + (i & 3)]
    ;[a, d, c, b] = [d, c, b, (b + ((x << shift) | (x >>> (32 - shift)))) | 0]
  }
  for (const [i, v] of [a, b, c, d].entries()) sum[i] += v
}
