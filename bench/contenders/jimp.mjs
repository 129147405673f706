// jimp: JavaScript throughout.
export default async function load() {
  const { Jimp } = await import('jimp')
  return async (bytes, { width, height, format, quality, crop }) => {
    if (format === 'webp') return null
    const image = await Jimp.read(bytes)
    if (crop) {
      const scale = Math.max(width / image.width, height / image.height)
      image.resize({ w: Math.round(image.width * scale), h: Math.round(image.height * scale) }).crop({ x: 0, y: 0, w: width, h: height })
    } else image.resize({ w: width })
    return format === 'jpg' ? image.getBuffer('image/jpeg', { quality }) : image.getBuffer('image/png')
  }
}
