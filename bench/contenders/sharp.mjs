// Native sharp as its documentation shows it, one thread, no cache: what one
// request on one vCPU gets.
export const load = (effort) => async () => {
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  return async (bytes, { width, height, format, quality, crop, atMost, moving, lossless, palette }) => {
    const image = sharp(bytes, { animated: moving }).autoOrient()
    if (format !== 'avif' && effort !== 2) return
    if (crop) image.resize(width, height, { fit: 'cover', position: 'left top' })
    else image.resize(width, null, { withoutEnlargement: atMost })
    if (format === 'jpg') image.jpeg({ quality })
    else if (format === 'webp') image.webp(lossless ? { lossless } : { quality })
    else if (format === 'avif') image.avif({ quality, effort })
    else image.png(palette ? { palette } : {})
    return image.toBuffer()
  }
}

export default load(2)
