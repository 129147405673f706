// A decoder of BlurHash, after the description of the format at
// https://github.com/woltapp/blurhash/blob/master/Algorithm.md.

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~'

const number = (text) => [...text].reduce((n, c) => n * 83 + digits.indexOf(c), 0)
const linear = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
const coded = (v) => {
  v = Math.min(1, Math.max(0, v))
  return Math.round(255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055))
}

// decode returns width times height pixels, four bytes each.
export function decode(hash, width, height) {
  const nx = (number(hash[0]) % 9) + 1
  const ny = Math.floor(number(hash[0]) / 9) + 1
  if (hash.length !== 4 + 2 * nx * ny) throw new Error('blurhash: its length does not fit its number of components')
  const colors = components(hash, nx * ny)
  const out = new Uint8ClampedArray(4 * width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const sum = [0, 0, 0]
      for (let j = 0; j < ny; j++)
        for (let i = 0; i < nx; i++) {
          const basis = Math.cos((Math.PI * x * i) / width) * Math.cos((Math.PI * y * j) / height)
          for (let c = 0; c < 3; c++) sum[c] += colors[j * nx + i][c] * basis
        }
      out.set([...sum.map(coded), 255], 4 * (y * width + x))
    }
  return out
}

// components are the average color and the amplitudes of the cosines.
function components(hash, n) {
  const most = (number(hash[1]) + 1) / 166
  const dc = number(hash.slice(2, 6))
  const all = [[dc >> 16, (dc >> 8) & 255, dc & 255].map(linear)]
  for (let i = 1; i < n; i++) {
    const v = number(hash.slice(4 + 2 * i, 6 + 2 * i))
    all.push([Math.floor(v / 361), Math.floor(v / 19) % 19, v % 19].map((q) => Math.sign(q - 9) * ((q - 9) / 9) ** 2 * most))
  }
  return all
}
