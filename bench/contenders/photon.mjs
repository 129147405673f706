// photon: Rust compiled to wasm.
export default async function load() {
  const { default: photon } = await import('@silvia-odwyer/photon-node')
  return (bytes, { width, height, format, quality, crop }) => {
    if (format === 'webp') return null // its WebP is lossless
    let image = photon.PhotonImage.new_from_byteslice(bytes)
    const scale = crop ? Math.max(width / image.get_width(), height / image.get_height()) : width / image.get_width()
    const size = [image.get_width(), image.get_height()].map((n) => Math.round(n * scale))
    let out = photon.resize(image, ...size, photon.SamplingFilter.Lanczos3)
    if (crop) {
      const cut = photon.crop(out, 0, 0, width, height)
      out.free()
      out = cut
    }
    const body = format === 'jpg' ? out.get_bytes_jpeg(quality) : out.get_bytes()
    out.free()
    image.free()
    return body
  }
}
