// Native sharp as its documentation shows it, one thread, no cache: what one
// request on one vCPU gets.
export default async function load() {
  const { default: sharp } = await import('sharp')
  sharp.concurrency(1)
  sharp.cache(false)
  return async (bytes, { width, height, format, quality, crop }) => {
    const image = sharp(bytes).autoOrient()
    if (crop) image.resize(width, height, { fit: 'cover', position: 'left top' })
    else image.resize(width)
    if (format === 'jpg') image.jpeg({ quality })
    else if (format === 'webp') image.webp({ quality })
    else image.png()
    return image.toBuffer()
  }
}
