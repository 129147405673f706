// wasm-vips: libvips compiled to wasm, threads and all.
export default async function load() {
  const { default: Vips } = await import('wasm-vips')
  const vips = await Vips()
  vips.concurrency(1)
  vips.Cache.max(0)
  return (bytes, { width, height, format, quality, crop }) => {
    const size = crop ? { height, crop: vips.Interesting.low } : { height: 100000 }
    const image = vips.Image.thumbnailBuffer(bytes, width, size)
    const body =
      format === 'jpg' ? image.jpegsaveBuffer({ Q: quality, optimize_coding: true, strip: true })
      : format === 'webp' ? image.webpsaveBuffer({ Q: quality, strip: true })
      : image.pngsaveBuffer({ strip: true })
    image.delete()
    return body
  }
}
