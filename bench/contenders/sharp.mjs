// Native sharp as its documentation shows it, one thread, no cache: what one
// request on one vCPU gets.
export default async function load() {
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  return async (bytes, { width, height, format, quality, crop, atMost, moving, lossless, palette }) => {
    const image = sharp(bytes, { animated: moving }).autoOrient()
    if (crop) image.resize(width, height, { fit: 'cover', position: 'left top' })
    else image.resize(width, null, { withoutEnlargement: atMost })
    if (format === 'jpg') image.jpeg({ quality })
    else if (format === 'webp') image.webp(lossless ? { lossless } : { quality })
    else image.png(palette ? { palette } : {})
    return image.toBuffer()
  }
}
