// jSquash: MozJPEG, libwebp, the Rust png crate and resize, each a wasm module.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const compile = async (file) => WebAssembly.compile(await readFile(require.resolve(file)))

export default async function load() {
  globalThis.ImageData ??= class { constructor(data, width, height) { Object.assign(this, { data, width, height }) } }
  const modules = {
    jpegIn: await import('@jsquash/jpeg/decode.js'),
    jpegOut: await import('@jsquash/jpeg/encode.js'),
    webpIn: await import('@jsquash/webp/decode.js'),
    webpOut: await import('@jsquash/webp/encode.js'),
    png: await import('@jsquash/png/decode.js'),
    pngOut: await import('@jsquash/png/encode.js'),
    resize: await import('@jsquash/resize'),
  }
  await modules.jpegIn.init(await compile('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'))
  await modules.jpegOut.init(await compile('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm'))
  await modules.webpIn.init(await compile('@jsquash/webp/codec/dec/webp_dec.wasm'))
  await modules.webpOut.init(await compile('@jsquash/webp/codec/enc/webp_enc_simd.wasm'))
  const png = await compile('@jsquash/png/codec/pkg/squoosh_png_bg.wasm')
  await modules.png.init(png)
  await modules.pngOut.init(png)
  await modules.resize.initResize(await compile('@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm'))
  return (bytes, want) => transform(modules, bytes, want)
}

async function transform(m, bytes, { width, height, format, quality, crop }) {
  const b = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const decode = bytes[0] === 0xff ? m.jpegIn.default : bytes[0] === 0x89 ? m.png.default : m.webpIn.default
  const image = await decode(b, { preserveOrientation: true })
  if (crop) return null // it can only crop centered
  const size = { width, height: Math.round((image.height * width) / image.width) }
  const out = await m.resize.default(image, { ...size, method: 'lanczos3', premultiply: true, linearRGB: false })
  const encoded =
    format === 'jpg' ? await m.jpegOut.default(out, { quality })
    : format === 'webp' ? await m.webpOut.default(out, { quality })
    : await m.pngOut.default(out)
  return new Uint8Array(encoded)
}
